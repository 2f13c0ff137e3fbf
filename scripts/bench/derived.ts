/** What it costs to condense points: when a recording is stored, in bytes, and to catch up on an archive of an older version. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { getTableName } from 'drizzle-orm';
import { DERIVATIONS } from '../../src/derived/index.ts';
import { pointsOf } from '../../src/derived/points.ts';
import { deriveActivity, eraseDerived } from '../../src/resources/activity/derived.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { encodeStreams } from '../../src/streams/answer.ts';
import { readStreams } from '../../src/streams/store.ts';
import { runBackfill } from '../../src/sync/backfill.ts';
import { deriveRest } from '../../src/sync/deriving.ts';
import { runPass } from '../../src/sync/pass.ts';
import { cpu } from './history.ts';
import { connect, startStrava } from './strava-process.ts';

const TABLES = [...DERIVATIONS.map(({ table }) => getTableName(table)), 'derivations'];

const bytesOf = (db: Database.Database, where: string) =>
  Number(db.prepare(`SELECT total(pgsize) FROM dbstat WHERE ${where}`).pluck().get());

const idsOf = (db: Database.Database) =>
  db.prepare('SELECT id FROM activities ORDER BY start_date DESC').pluck().all() as number[];

const RUNS = 3;

/**
 * CPU milliseconds to derive from values at hand, as when they are stored, in the run that was disturbed least; the commits are
 * counted, which come for nothing then.
 */
async function costAtHand(archive: Db): Promise<number> {
  const ids = idsOf(archive.$client);
  const all = ids.map((id) => ({ id, series: encodeStreams(readStreams(archive, id) ?? {}).series }));
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    immediate(archive, () => eraseDerived(archive));
    const cost = await cpu(() => {
      for (const { id, series } of all)
        immediate(archive, () => deriveActivity(archive, id, () => pointsOf(series)));
    });
    runs.push(cost);
  }
  return Math.min(...runs);
}

/** Archives details and recordings of so many activities, and prints what deriving adds to that. */
export async function benchDerived(activities: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const strava = await startStrava(activities);
  const app = await connect(strava, dataDir, 'athlete,stats,activities,gear,activity,streams');
  const { archive, passContext } = app;
  const all = await cpu(async () => {
    await runPass(passContext, { trigger: 'command' });
    await runBackfill(passContext, {});
  });
  strava.process.kill();
  const list = TABLES.map((table) => `'${table}'`).join();
  const bytes = bytesOf(archive.$client, `name IN (${list})`);
  const others = bytesOf(archive.$client, `name NOT IN (${list})`);
  const atHand = await costAtHand(archive);
  immediate(archive, () => eraseDerived(archive));
  const began = performance.now();
  let longest = 0;
  let last = began;
  const onActivity = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const later = await cpu(() => deriveRest(passContext, { onActivity }));
  const seconds = (performance.now() - began) / 1_000;
  const each = (ms: number) => `${(ms / activities).toFixed(2)} ms`;
  console.table([
    { what: `CPU for each of ${activities} activities, fetched and archived`, value: each(all) },
    { what: 'of that, deriving: at most', value: each(atHand) },
    { what: 'ratio of that to the rest', value: (atHand / (all - atHand)).toFixed(3) },
    { what: 'bytes of what is derived', value: (bytes / activities).toFixed(0) },
    { what: 'ratio to all others', value: (bytes / others).toFixed(3) },
    { what: 'CPU to derive it later, from the tables', value: each(later) },
    {
      what: 'the same for 4,000 activities, as long as it took',
      value: `${((seconds / activities) * 4_000).toFixed(0)} s`,
    },
    { what: 'the longest that anything else had to wait', value: `${longest.toFixed(0)} ms` },
  ]);
  console.table(
    TABLES.map((table) => ({
      table,
      'bytes each': (bytesOf(archive.$client, `name = '${table}'`) / activities).toFixed(0),
    })),
  );
  app[Symbol.dispose]();
  rmSync(dataDir, { recursive: true });
}
