/** What `search` costs: while rows are written, in the file, and when it is asked. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { openArchive } from '../../src/archive/open.ts';
import { createSearch, dropSearch } from '../../src/search/search.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { median } from './median.ts';

const RUNS = 21;
const COMMENTS_EACH = 1;
const SEGMENTS_EACH = 0.5;
const WORDS = 4_000;
const DAY = ['Morning', 'Lunch', 'Afternoon', 'Evening'];
const SPORT = ['Run', 'Ride', 'Swim'];
const QUERIES = [
  'word17',
  'word301*',
  'morning run',
  'morning',
  '"evening ride" word2*',
  'private_note: word7',
  'r*',
  'nowhere',
];

/** A word, the small ones often: as in a language. */
const word = (seed: number) => `word${Math.floor(WORDS * ((seed * 0.618_034) % 1) ** 3)}`;
const words = (seed: number, count: number) =>
  Array.from({ length: count }, (_, i) => word(seed * 31 + i)).join(' ');

/** Writes so many activities with what hangs on them, a transaction each, as a pass does. @returns CPU ms. */
function write(archive: Db, activities: number): number {
  const { $client } = archive;
  const activity = $client.prepare(`INSERT INTO activities
    (id, athlete_id, fetched_at, first_seen_at, resource_state, name, description, private_note, start_date)
    VALUES (?, 7, '', '', 3, ?, ?, ?, '2026-11-24T10:00:00Z')`);
  const comment = $client.prepare(`INSERT INTO comments
    (id, activity_id, athlete_id, fetched_at, text, athlete_firstname, athlete_lastname)
    VALUES (?, ?, 7, '', ?, 'Anna', 'B.')`);
  const segment = $client.prepare(
    `INSERT INTO segments (id, athlete_id, fetched_at, name) VALUES (?, 7, '', ?)`,
  );
  const before = process.cpuUsage();
  for (let id = 1; id <= activities; id++) {
    immediate(archive, () => {
      const note = id % 5 === 0 ? words(id + 2, 8) : null;
      activity.run(
        id,
        `${DAY[id % 4]} ${SPORT[id % 3]} ${words(id, 1)}`,
        id % 3 === 0 ? words(id + 1, 25) : null,
        note,
      );
      for (let i = 0; i < COMMENTS_EACH; i++) comment.run(id * 10 + i, id, words(id + 3, 6));
      if (id % (1 / SEGMENTS_EACH) === 0) segment.run(id, `Hill ${words(id + 4, 2)}`);
    });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const bytesOf = (db: Database) => {
  db.exec('VACUUM');
  return Number(
    db.prepare('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size').pluck().get(),
  );
};

function measure(work: () => unknown): number {
  work();
  const times = Array.from({ length: RUNS }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return median(times);
}

/** Prints what `search` over so many activities costs; those of a life have names of three words, and some a text. */
export function benchSearch(activities: number): void {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const [plain, searched] = ['plain', 'searched'].map((name) => openArchive(join(dataDir, name))) as [Db, Db];
  immediate(plain, () => dropSearch(plain.$client));
  const without = write(plain, activities);
  const within = write(searched, activities);
  const { $client } = searched;
  const each = (bytes: number) => `${Math.round(bytes / activities)} bytes an activity`;
  const bytes = bytesOf($client) - bytesOf(plain.$client);
  console.log(`search over ${activities} activities with ${COMMENTS_EACH} comment each:`);
  console.table([
    {
      what: 'written with it, CPU',
      figure: `${((within - without) / activities).toFixed(3)} ms an activity more`,
    },
    { what: 'the file with it', figure: `${(bytes / 1e6).toFixed(1)} MB, ${each(bytes)}` },
    {
      what: 'made anew',
      figure: `${Math.round(measure(() => immediate(searched, () => createSearch($client))))} ms`,
    },
  ]);
  const best = $client.prepare(`SELECT a.id, a.name, s.kind, snippet(search, -1, '[', ']', '…', 8) AS found
    FROM search(?) s JOIN activities a ON a.id = s.activity_id ORDER BY rank LIMIT 50`);
  const all = $client.prepare('SELECT count(*) FROM search(?)').pluck();
  console.table(
    QUERIES.map((query) => ({
      query,
      rows: all.get(query),
      'best 50': `${measure(() => best.all(query)).toFixed(1)} ms`,
      counted: `${measure(() => all.get(query)).toFixed(1)} ms`,
    })),
  );
  for (const db of [plain, searched]) db.$client.close();
  rmSync(dataDir, { recursive: true });
}
