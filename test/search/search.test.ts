import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eraseDeleted, forgetActivity, forgetAthlete } from '../../src/archive/forget.ts';
import { openArchive } from '../../src/archive/open.ts';
import { createSearch, dropSearch } from '../../src/search/search.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { newArchive } from '../archive/open-archive.ts';
import { hasShell, shell } from '../streams/stream-archive.ts';
import { sized } from '../support/soak.ts';
import { tempDir } from '../support/temp-dir.ts';
import { upsertOf } from '../support/upsert.ts';

/** What of a table is searched: its key, its words by the columns of `search`, and what it cannot be without. */
const TABLES = {
  activities: {
    ...{ kind: 'activity', key: ['id'], rest: { fetched_at: '', first_seen_at: '', resource_state: 2 } },
    words: { name: ['name'], text: ['description'], private_note: ['private_note'] },
  },
  comments: {
    ...{ kind: 'comment', key: ['id'], rest: { fetched_at: '', activity_id: 1 } },
    words: { name: ['athlete_firstname', 'athlete_lastname'], text: ['text'], private_note: [] },
  },
  photos: {
    ...{ kind: 'photo', key: ['unique_id'], rest: { fetched_at: '', activity_id: 1 } },
    words: { name: [], text: ['caption'], private_note: [] },
  },
  gear: {
    ...{ kind: 'gear', key: ['id'], rest: { fetched_at: '' } },
    words: {
      name: ['name', 'nickname'],
      text: ['brand_name', 'model_name', 'description'],
      private_note: [],
    },
  },
  segments: {
    ...{ kind: 'segment', key: ['id', 'athlete_id'], rest: { fetched_at: '' } },
    words: { name: ['name'], text: [], private_note: [] },
  },
  starred_segments: {
    ...{ kind: 'starred_segment', key: ['id', 'athlete_id'], rest: { fetched_at: '' } },
    words: { name: ['name'], text: [], private_note: [] },
  },
  routes: {
    ...{ kind: 'route', key: ['id', 'athlete_id'], rest: { fetched_at: '' } },
    words: { name: ['name'], text: ['description'], private_note: [] },
  },
  clubs: {
    ...{ kind: 'club', key: ['id', 'athlete_id'], rest: { fetched_at: '' } },
    words: { name: ['name'], text: [], private_note: [] },
  },
};
type Table = keyof typeof TABLES;
type Row = Record<string, unknown>;

const NAMES = Object.keys(TABLES) as Table[];
const PARTS = ['name', 'text', 'private_note'] as const;
const wordColumns = (table: Table) => PARTS.flatMap((part) => TABLES[table].words[part]);

/** Writes a row as the program does, a new one or what changes in the one of this key; or as somebody may in a shell. */
function put({ $client }: Db, table: Table, row: Row, replaced = false): void {
  const { key, rest } = TABLES[table];
  const all: Row = { ...rest, ...row };
  const columns = Object.keys(all);
  const text = replaced
    ? `INSERT OR REPLACE INTO ${table} (${columns.join()}) VALUES (${columns.map((column) => `@${column}`).join()})`
    : upsertOf(table, key, columns);
  $client.prepare(text).run(all);
}

const found = ({ $client }: Db, query: string): string[] =>
  ($client.prepare('SELECT kind, item, athlete_id FROM search(?)').raw().all(query) as unknown[][])
    .map((row) => row.join(' '))
    .sort();

/** The words of a text as anybody would type them: small, without accents. */
const plain = (text: string) => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
const wordsOf = (text: unknown) => plain(String(text ?? '')).split(/[^\p{L}\p{N}]+/u);

describe('what is found', () => {
  test.each<[string, string, string[]]>([
    ['a word, whatever its case and accents', 'HUGEL', ['activity 1 7', 'segment 3 7']],
    ['the beginning of one', 'blau*', ['activity 1 7', 'comment 5 7']],
    ['several words, all of them', 'blaue hugel', ['activity 1 7']],
    ['one of several', 'canyon OR 東京', ['activity 2 7', 'gear b1 7']],
    ['a phrase', '"nach dem Regen"', ['activity 1 7']],
    ['words of one column', 'private_note: knie', ['activity 2 7']],
    ['who wrote a comment', 'name: joão', ['comment 5 7']],
    ['what was deleted at Strava', 'Übung', ['activity 2 7']],
  ])('%s', (_what, query, expected) => {
    const archive = newArchive();
    put(archive, 'activities', { id: 1, athlete_id: 7, name: 'Blaue Hügel', description: 'nach dem Regen' });
    put(archive, 'activities', {
      id: 2,
      athlete_id: 7,
      name: 'Übung',
      description: '東京 🚴',
      private_note: 'Knie!',
    });
    archive.$client.exec("UPDATE activities SET deleted_at = '2026-11-24T10:00:00Z' WHERE id = 2");
    put(archive, 'segments', { id: 3, athlete_id: 7, name: 'Hügelchen am Hügel' });
    put(archive, 'gear', { id: 'b1', athlete_id: 7, name: 'Blitz', brand_name: 'Canyon' });
    put(archive, 'comments', { id: 5, athlete_id: 7, athlete_firstname: 'João', text: 'blauer Himmel' });
    expect(found(archive, query)).toEqual(expected);
  });

  test('leads to its activity, the best first', () => {
    const archive = newArchive();
    put(archive, 'activities', {
      id: 1,
      athlete_id: 7,
      name: 'Around the lake and then up the hill and home again',
    });
    put(archive, 'activities', { id: 2, athlete_id: 7, name: 'Hill' });
    put(archive, 'comments', { id: 9, athlete_id: 7, activity_id: 1, text: 'no words' });
    const sql = 'SELECT a.id FROM search(?) s JOIN activities a ON a.id = s.activity_id ORDER BY rank';
    const ask = (query: string) => archive.$client.prepare(sql).pluck().all(query);
    expect(ask('hill')).toEqual([2, 1]);
    expect(ask('words')).toEqual([1]);
  });

  test('keeps ids to the digit', () => {
    const archive = newArchive();
    const id = 3_456_789_012_345_678_901n;
    put(archive, 'activities', { id, athlete_id: 7, name: 'Long' });
    const rows = archive.$client.prepare("SELECT item, activity_id FROM search('long')").safeIntegers().all();
    expect(rows).toEqual([{ item: String(id), activity_id: id }]);
  });

  test.skipIf(!hasShell)('is found in the sqlite3 shell too, and follows what is deleted there', () => {
    const archive = newArchive();
    put(archive, 'activities', { id: 1, athlete_id: 7, name: 'Blaue Hügel' });
    expect(shell(archive, "SELECT item, name FROM search('hugel')")).toEqual(['1|Blaue Hügel']);
    shell(archive, 'DELETE FROM activities');
    expect(found(archive, 'hugel')).toEqual([]);
  });
});

const text = fc.option(
  fc
    .array(
      fc.constantFrom('Blaue', 'Hügel', 'hugel', 'São', 'Лыжи', '東京', '12', 'a', '-', '🚴', '"', "it's"),
      {
        maxLength: 4,
      },
    )
    .map((words) => words.join(' ')),
);
const step = fc.record({
  what: fc.constantFrom('put', 'put', 'replace', 'delete', 'rebuild', 'undo'),
  table: fc.constantFrom(...NAMES),
  id: fc.integer({ min: 1, max: 4 }),
  athlete: fc.constantFrom(7, 8),
  texts: fc.array(text, { minLength: 5, maxLength: 5 }),
});

test('whatever is written, changed, deleted or made again, search finds what the tables say', () => {
  const archive = newArchive();
  const { $client } = archive;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
      immediate(archive, () => $client.exec(NAMES.map((table) => `DELETE FROM ${table};`).join('')));
      const known = new Map<string, { as: string; words: Set<string> }>();
      for (const { what, table, id: number, athlete, texts } of steps) {
        const { kind, key } = TABLES[table];
        const [idColumn = ''] = key;
        const id = ['gear', 'photos'].includes(table) ? `b${number}` : number;
        const name = key.length > 1 ? `${table} ${id} ${athlete}` : `${table} ${id}`;
        const row = Object.fromEntries(wordColumns(table).map((column, i) => [column, texts[i] ?? null]));
        const write = () =>
          put(archive, table, { [idColumn]: id, athlete_id: athlete, ...row }, what === 'replace');
        if (what === 'put' || what === 'replace') {
          immediate(archive, write);
          known.set(name, {
            as: `${kind} ${id} ${athlete}`,
            words: new Set(Object.values(row).flatMap(wordsOf)),
          });
        } else if (what === 'undo') {
          expect(() =>
            immediate(archive, () => {
              write();
              throw new Error('no');
            }),
          ).toThrow('no');
        } else if (what === 'delete') {
          const whose = key.length > 1 ? ` AND athlete_id = ${athlete}` : '';
          immediate(archive, () => $client.exec(`DELETE FROM ${table} WHERE ${idColumn} = '${id}'${whose}`));
          known.delete(name);
        } else {
          immediate(archive, () => createSearch($client));
        }
      }
      for (const word of ['blaue', 'hugel', 'sao', 'лыжи', '東京', '12', 'a', 'it', 's'])
        expect(found(archive, word), word).toEqual(
          [...known.values()].flatMap(({ as, words }) => (words.has(plain(word)) ? [as] : [])).sort(),
        );
    }),
    { numRuns: sized(40, 1_000) },
  );
});

describe('an archive', () => {
  const activity = { id: 1, athlete_id: 7, name: 'Blaue Hügel' };

  function reopened(change: (db: Db) => void): { archive: Db; before: unknown } {
    const folder = tempDir();
    const first = openArchive(folder);
    immediate(first, () => put(first, 'activities', activity));
    change(first);
    const before = first.$client.pragma('schema_version');
    first.$client.close();
    const archive = openArchive(folder);
    onTestFinished(() => void archive.$client.close());
    return { archive, before };
  }

  test.each<[string, (db: Db) => void]>([
    ['that has none yet', ({ $client }) => dropSearch($client)],
    ['where a trigger is missing', ({ $client }) => $client.exec('DROP TRIGGER search_gear_update')],
    [
      'with one of another version',
      ({ $client }) => $client.exec('DROP TABLE search; CREATE VIRTUAL TABLE search USING fts5(name)'),
    ],
  ])('%s gets its search when it is opened, with all that is there', (_how, change) => {
    const { archive } = reopened(change);
    expect(found(archive, 'hugel')).toEqual(['activity 1 7']);
    immediate(archive, () => put(archive, 'gear', { id: 'b1', athlete_id: 7, name: 'Blitz' }));
    immediate(archive, () => put(archive, 'gear', { id: 'b1', athlete_id: 7, name: 'Donner' }));
    expect(found(archive, 'blitz OR donner')).toEqual(['gear b1 7']);
  });

  test('whose search is right is left alone', () => {
    const { archive, before } = reopened(() => {});
    expect(archive.$client.pragma('schema_version')).toEqual(before);
  });
});

describe('the words of what is forgotten', () => {
  // In the index a word stands without what it shares with the one before it.
  const inFile = (archive: Db, part: string) => {
    archive.$client.pragma('wal_checkpoint(TRUNCATE)');
    return readFileSync(archive.$client.name).toString('latin1').toLowerCase().includes(part);
  };

  /** An archive of two athletes, each of whose activities has a word that is nowhere else. */
  function twoActivities(): Db {
    const archive = newArchive();
    const rows = [
      ...[1, 2, 3].map((id) => ['activities', { id, athlete_id: 7, name: `Morning ${id}` }] as const),
      ['activities', { id: 4, athlete_id: 7, name: 'Quixotryland', private_note: 'zampolitin' }] as const,
      ['comments', { id: 5, athlete_id: 7, activity_id: 4, text: 'wunderjeskind' }] as const,
      ['gear', { id: 'b9', athlete_id: 8, name: 'Xylokarbon' }] as const,
    ];
    // A transaction each, so that the index has parts that no other transaction has merged yet.
    for (const [table, row] of rows) immediate(archive, () => put(archive, table, row));
    return archive;
  }

  test('an activity: they are nowhere in the file', () => {
    const archive = twoActivities();
    const parts = ['ixotrylan', 'mpoliti', 'nderjeskin'];
    for (const part of parts) expect(inFile(archive, part), part).toBe(true);
    const traces = { resources: [], kinds: [], pages: 'none' };
    immediate(archive, () => forgetActivity(archive, 7, '4', traces));
    eraseDeleted(archive);
    for (const part of parts) expect(inFile(archive, part), part).toBe(false);
    expect(found(archive, 'morning')).toHaveLength(3);
  });

  test('an athlete: those of the others stay', () => {
    const archive = twoActivities();
    expect(inFile(archive, 'lokarbo')).toBe(true);
    forgetAthlete(archive, 8);
    expect(inFile(archive, 'lokarbo')).toBe(false);
    expect(found(archive, 'quixotryland wunder* OR zampolitin')).toEqual(['activity 4 7']);
  });
});
