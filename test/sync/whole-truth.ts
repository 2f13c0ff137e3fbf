/** Compares a whole archive, every table of it and every file beside it, with what the simulated Strava knows. */
import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Simulator } from '../simulator/index.ts';
import { DERIVED } from './truth-derived.ts';
import { asJson, expectDocuments, parseLong } from './truth-documents.ts';
import { expectLedger } from './truth-ledger.ts';
import { type Archive, expectRows, expectSame } from './truth-rows.ts';
import { type Known, knownOf, photosIn, ROWS } from './truth-tables.ts';

/** An archive of one athlete, and where all of it comes from. */
export interface Whole {
  archive: Archive;
  dataDir: string;
  simulator: Simulator;
  athleteId: number;
  /** Whether `ARCHIVE` names `segment`, which has to be named. */
  hasSegments?: boolean;
}

interface Day {
  captured_on: string;
  captured_at: string;
  raw: string;
}

/** The days of a table with a row a day: those on which a pass was good have one, and no others than were asked for. */
function daysIn({ archive, simulator }: Whole, table: string, asked: RegExp): Day[] {
  const zone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short' });
  const days = archive.prepare(`SELECT captured_on, captured_at, raw FROM ${table}`).all() as Day[];
  for (const { captured_on, captured_at } of days)
    expect(zone.format(Date.parse(captured_at))).toBe(captured_on);
  const stored = days.map(({ captured_on }) => captured_on);
  const runs = "SELECT finished_at FROM sync_runs WHERE outcome = 'ok' AND trigger <> 'backfill'";
  const good = archive.prepare(runs).pluck().all() as string[];
  expect(stored).toEqual(expect.arrayContaining(good.map((at) => zone.format(Date.parse(at)))));
  const requests = simulator.requests.filter(({ path }) => asked.test(path)).map(({ at }) => zone.format(at));
  expect(requests).toEqual(expect.arrayContaining(stored));
  return days;
}

type Check = (whole: Whole, known: Known) => void;

const sameJson = (text: unknown, said: unknown) => expect(parseLong(String(text))).toEqual(asJson(said));

const expectProfile: Check = ({ archive }, { truth }) => {
  expectRows(archive, 'athletes', [truth.profile()]);
  sameJson(archive.prepare('SELECT raw FROM athletes').pluck().get(), truth.profile());
};

const expectProfileDays: Check = (whole, { truth, athleteId: athlete_id }) => {
  const days = daysIn(whole, 'athlete_snapshots', /\/athlete$/);
  for (const { raw } of days) sameJson(raw, truth.profile());
  const rows = days.map(({ captured_on }) => ({ ...truth.profile(), athlete_id, captured_on }));
  expectRows(whole.archive, 'athlete_snapshots', rows);
};

const expectTotals: Check = (whole, { truth, athleteId: athlete_id }) => {
  const days = daysIn(whole, 'stats_snapshots', /\/stats$/);
  const said = days.map(({ raw, captured_on, captured_at }) => {
    const stats = truth.stats(Date.parse(captured_at));
    sameJson(raw, stats);
    return { captured_on, athlete_id, ...stats };
  });
  expectRows(whole.archive, 'stats_snapshots', said);
  const totals = said.flatMap(({ captured_on, ...stats }) =>
    Object.entries(stats).flatMap(([name, total]) => {
      const [period, sport, kind] = name.split('_');
      return kind === 'totals' ? [{ ...(total as object), captured_on, athlete_id, period, sport }] : [];
    }),
  );
  expectRows(whole.archive, 'stats_totals', totals);
};

/** Each point was compared in the view; here, that there is nothing besides. */
const expectPointsOnly: Check = ({ archive }, { points }) => {
  expect(archive.prepare('SELECT sum(points) FROM stream_blocks').pluck().get()).toBe(points);
  const none =
    'SELECT * FROM stream_values v WHERE NOT EXISTS (SELECT 1 FROM stream_points WHERE activity_id = v.activity_id AND point = v.point)';
  expect(archive.prepare(none).all()).toEqual([]);
};

/** Every pass came to an end and says what it spent: all that was sent, unless a process was killed that could not. */
const expectEnded: Check = ({ archive, simulator }) => {
  expect(archive.prepare('SELECT * FROM sync_runs WHERE finished_at IS NULL').all()).toEqual([]);
  const sum = 'SELECT sum(requests) AS said, sum(outcome = ?) AS killed FROM sync_runs';
  const { said, killed } = archive.prepare(sum).get('interrupted') as { said: number; killed: number };
  const sent = simulator.requestsTo('/api/v3').length;
  if (killed === 0) expect(said).toBe(sent);
  else expect(said).toBeLessThan(sent);
};

/** So many requests Strava's own numbers, which count, may be behind. */
const LAG = 3;

/** Each request was charged; one that was charged and never sent is of a process that was killed. */
const expectCharged: Check = ({ archive, simulator }) => {
  const windows = archive.prepare('SELECT counter, period, started_at, used FROM request_budget').all() as {
    started_at: string;
    used: number;
  }[];
  expect(windows).toHaveLength(4);
  for (const { started_at, used } of windows) {
    const sent = simulator.requestsTo('/api/v3').filter(({ at }) => at >= Date.parse(started_at));
    expect(used).toBeGreaterThanOrEqual(sent.length - LAG);
  }
};

/** The files are those of the photos, to the byte, and no others. */
function expectMedia({ dataDir }: Whole, known: Known): void {
  const files = readdirSync(join(dataDir, 'media'), { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  const found = files.map(({ parentPath, name }) => hash('sha256', readFileSync(join(parentPath, name))));
  const names = files.map(({ name }) => name.split('.')[0]);
  expect(names).toEqual(found);
  const wanted = new Set(photosIn(known).flatMap(({ sha256 }) => sha256 ?? []));
  expect(found.toSorted()).toEqual([...wanted].toSorted());
}

const ofRows =
  (table: string): Check =>
  ({ archive }, known) => {
    const rows = ROWS[table]?.(known) ?? [];
    expectRows(
      archive,
      table,
      rows.map((row) => ({ ...row, athlete_id: known.athleteId })),
    );
  };

/** How each table is compared. */
export const CHECKS: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(Object.keys(ROWS).map((table) => [table, ofRows(table)])),
  ...Object.fromEntries(
    Object.entries(DERIVED).map(([table, check]) => [
      table,
      ({ archive }: Whole, known: Known) => check(archive, known),
    ]),
  ),
  athletes: expectProfile,
  athlete_snapshots: expectProfileDays,
  stats_snapshots: expectTotals,
  stats_totals: expectTotals,
  stream_blocks: expectPointsOnly,
  stream_values: expectPointsOnly,
  documents: ({ archive }, known) => expectDocuments(archive, known),
  coverage: ({ archive }, known) => expectLedger(archive, known),
  sync_runs: expectEnded,
  request_budget: expectCharged,
  // Nothing was changed or deleted.
  activity_changes: ({ archive }) => expectSame(archive, 'activity_changes', []),
  deleted_activities: ({ archive }) => expectSame(archive, 'deleted_activities', []),
};

/** What Strava knows stands in the archive, value by value, and nothing else does. */
export function expectEverything(whole: Whole): void {
  const { archive, simulator, athleteId, hasSegments } = whole;
  expect(archive.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(archive.pragma('foreign_key_check')).toEqual([]);
  const known = knownOf(archive, simulator.truth(athleteId), athleteId, hasSegments);
  for (const check of new Set(Object.values(CHECKS))) check(whole, known);
  expectMedia(whole, known);
  expect(simulator.tokensAtCdn).toEqual([]);
}
