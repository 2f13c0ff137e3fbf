import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { forgetActivity, forgetAthlete } from '../../src/archive/forget.ts';
import { openArchive } from '../../src/archive/open.ts';
import { settle } from '../../src/settled/settle.ts';
import { countSettled } from '../../src/settled/settled.ts';
import { SETTLED } from '../../src/settled/views.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { settledTable } from '../../src/views/view.ts';
import { newArchive } from '../archive/open-archive.ts';
import { hasShell, shell } from '../streams/stream-archive.ts';
import { sized } from '../support/soak.ts';
import { tempDir } from '../support/temp-dir.ts';
import { ME } from '../views/rows.ts';
import { anyChange, apply, type Change, THREE_YEARS } from './changes.ts';

const NAMES = SETTLED.map(({ name }) => name);

const rowsOf = ({ $client }: Db, from: string) =>
  $client
    .prepare(`SELECT * FROM ${from}`)
    .all()
    .map((row) => JSON.stringify(row))
    .sort();
const openSince = ({ $client }: Db) =>
  Object.fromEntries(
    $client.prepare('SELECT view, open_since FROM _settled WHERE athlete_id = ?').raw().all(ME) as [
      string,
      string,
    ][],
  );
const putDown = ({ $client }: Db, view: string, where = 'true') =>
  $client
    .prepare(`SELECT count(*) FROM ${settledTable(view)} WHERE ${where}`)
    .pluck()
    .get() as number;

function expectTrue(archive: Db): void {
  for (const { name, sql } of SETTLED)
    expect(rowsOf(archive, name), name).toEqual(rowsOf(archive, `(${sql})`));
}

/** An archive of three years, all of it put down. */
async function settled(archive = newArchive()): Promise<Db> {
  for (const change of THREE_YEARS) apply(archive, change);
  await settle(archive);
  return archive;
}

/** What an activity of a day opens. */
function openedBy(day: string): Record<string, string> {
  const [year, month] = [day.slice(0, 4), day.slice(0, 7)];
  return {
    eddington: '',
    ...{ daily_totals: day, weekly_totals: day, stats_history: day },
    ...{ monthly_totals: month, monthly_zones: month },
    ...{ yearly_totals: year, yearly_histograms: year, cumulative_by_day: year },
  };
}

const CLOSED = Object.fromEntries(NAMES.map((name) => [name, '~']));

describe('what is put down', () => {
  test('is every row, which is then read and not counted', async () => {
    const archive = await settled();
    expect(openSince(archive)).toEqual(CLOSED);
    for (const name of NAMES) {
      expect(putDown(archive, name), name).toBeGreaterThan(2);
      expect(putDown(archive, name), name).toBe(rowsOf(archive, name).length);
    }
    expectTrue(archive);
  });

  test.each([
    ['as Strava writes starts', false],
    ['with starts of which it is not sure when they are', true],
  ])('is true whatever changes, %s', async (_how, hasOdd) => {
    const story = fc.array(
      fc.oneof({ weight: 4, arbitrary: anyChange(hasOdd) }, fc.constant('settle' as const)),
      {
        ...{ minLength: 1, maxLength: 8, size: 'max' },
      },
    );
    const archive = await settled();
    await fc.assert(
      fc.asyncProperty(story, async (changes) => {
        archive.$client.exec('BEGIN');
        try {
          for (const change of changes) {
            if (change === 'settle') await settle(archive);
            else apply(archive, change);
          }
          expectTrue(archive);
        } finally {
          archive.$client.exec('ROLLBACK');
        }
      }),
      { numRuns: sized(40, 5_000) },
    );
  });

  test.each<[string, Change | string, Record<string, string>]>([
    ['an activity', 'UPDATE activities SET distance = 1 WHERE id = 4', openedBy('2025-09-01')],
    [
      'a date',
      "UPDATE activities SET start_date_local = '2025-12-01T00:00:00' WHERE id = 5",
      openedBy('2025-12-01'),
    ],
    ['its name', "UPDATE activities SET name = 'x', kudos_count = 3 WHERE id = 4", {}],
    ['what is said again', 'UPDATE activities SET distance = distance WHERE id = 4', {}],
    [
      'a recording',
      ['derive', { id: 6, kind: 'heartrate', seconds: 20 }],
      { yearly_histograms: '2026', monthly_zones: '2026-09' },
    ],
    ['what Strava counts', ['count', { day: '2026-03-01', count: 0 }], { stats_history: '2026-03-01' }],
    ['zones', ['zone', { day: '2026-09-01', bound: 100 }], { monthly_zones: '' }],
  ])('is opened by a change of %s from there on alone', async (_what, change, opened) => {
    const archive = await settled();
    const before = new Map(NAMES.map((name) => [name, rowsOf(archive, settledTable(name))]));
    if (typeof change === 'string') archive.$client.exec(change);
    else apply(archive, change);
    expect(openSince(archive)).toEqual({ ...CLOSED, ...opened });
    for (const { name, settling } of SETTLED) {
      const left = rowsOf(archive, settledTable(name));
      const since = opened[name] ?? '~';
      expect(putDown(archive, name, `${settling.part} >= '${since}'`), name).toBe(0);
      expect(before.get(name), name).toEqual(expect.arrayContaining(left));
      if (since === '~') expect(left, name).toEqual(before.get(name));
      else if (since !== '') expect(left.length, name).toBeGreaterThan(0);
    }
    expectTrue(archive);
    await settle(archive);
    expect(openSince(archive)).toEqual(CLOSED);
    expectTrue(archive);
  });

  test.each([
    'activities SET athlete_id = 8 WHERE id = 4',
    "activities SET start_date_local = '2025-08-31T08:00:00' WHERE id = 4",
    "activities SET sport_type = 'Ride' WHERE id = 4",
    'activities SET distance = NULL WHERE id = 4',
    'activities SET moving_time = 1 WHERE id = 4',
    'activities SET elapsed_time = 1 WHERE id = 4',
    'activities SET total_elevation_gain = 1 WHERE id = 4',
    "activities SET deleted_at = '2026-01-01T00:00:00Z' WHERE id = 4",
    "activities SET visibility = 'only_me' WHERE id = 4",
    'activities SET private = 1 WHERE id = 4',
    "activities SET first_seen_at = '2026-06-01T00:00:00Z' WHERE id = 4",
    "stats_snapshots SET captured_at = '2025-09-01T01:00:00Z' WHERE captured_on = '2025-09-01'",
    "stats_totals SET count = 9 WHERE captured_on = '2025-09-01'",
    "stats_totals SET distance = 9 WHERE captured_on = '2025-09-01'",
    'athlete_zones SET min = 126 WHERE zone = 1',
    "athlete_zones SET valid_from = '2026-01-01T00:00:00Z'",
    "athlete_zones SET valid_to = '2026-01-01T00:00:00Z'",
  ])('is true when that alone changes: %s', async (change) => {
    const archive = await settled();
    // Only where nobody says who may see it does its privacy count.
    if (change.includes('private')) archive.$client.exec('UPDATE activities SET visibility = NULL');
    await settle(archive);
    const before = NAMES.map((name) => rowsOf(archive, name));
    archive.$client.exec(`UPDATE ${change}`);
    expectTrue(archive);
    expect(NAMES.map((name) => rowsOf(archive, name))).not.toEqual(before);
  });

  test('is written once', async () => {
    const archive = await settled();
    const written = () => archive.$client.prepare('SELECT total_changes()').pluck().get();
    const before = written();
    await settle(archive);
    expect(written()).toBe(before);
  });

  test('stays open where a start could be on any day, until it is said in another way', async () => {
    const archive = await settled();
    archive.$client.exec("UPDATE activities SET start_date_local = '12:00' WHERE id = 3");
    await settle(archive);
    expect(countSettled(archive.$client)).toBe(0);
    expectTrue(archive);
    archive.$client.exec("UPDATE activities SET start_date_local = '2025-03-01T12:00:00' WHERE id = 3");
    await settle(archive);
    expect(openSince(archive)).toEqual(CLOSED);
  });

  test('ends where it is to stop', async () => {
    const archive = newArchive();
    for (const change of THREE_YEARS) apply(archive, change);
    await settle(archive, AbortSignal.abort());
    expect(countSettled(archive.$client)).toBe(0);
  });

  test('goes with an activity that is erased, and with the athlete', async () => {
    const archive = await settled();
    immediate(archive, () => forgetActivity(archive, ME, '6', { resources: [], kinds: [], pages: '' }));
    for (const name of ['cumulative_by_day', 'yearly_histograms'])
      expect(putDown(archive, name, 'year = 2026'), name).toBe(0);
    expectTrue(archive);
    await settle(archive);
    forgetAthlete(archive, ME);
    expect(countSettled(archive.$client)).toBe(0);
    expect(openSince(archive)).toEqual({});
    for (const name of NAMES) expect(rowsOf(archive, name), name).toEqual([]);
    // Whoever connects again begins anew.
    await settled(archive);
    expectTrue(archive);
  });
});

describe('an archive', () => {
  test.each([
    [
      'of a version without it',
      'DROP TABLE _settled; DROP VIEW cumulative_by_day; CREATE VIEW cumulative_by_day AS SELECT 1',
    ],
    ['of a version that counts otherwise', 'DROP VIEW stats_history; CREATE VIEW stats_history AS SELECT 2'],
    ['that lost a trigger', 'DROP TRIGGER settled_activities_update'],
    ['that lost a table', 'DROP TABLE _settled_monthly_zones'],
  ])('%s is brought up to this one, with nothing put down', async (_which, sql) => {
    const folder = tempDir();
    const first = await settled(openArchive(folder));
    first.$client.exec(sql);
    first.$client.close();
    const archive = openArchive(folder);
    onTestFinished(() => void archive.$client.close());
    expect(countSettled(archive.$client)).toBe(0);
    expect(openSince(archive)).toEqual(Object.fromEntries(NAMES.map((name) => [name, ''])));
    expectTrue(archive);
  });

  test.skipIf(!hasShell)('is kept true by changes in the sqlite3 shell too', async () => {
    const archive = await settled();
    shell(archive, 'UPDATE activities SET distance = 7000 WHERE id = 2; DELETE FROM activities WHERE id = 5');
    expect(openSince(archive)).toMatchObject({ cumulative_by_day: '2024' });
    expectTrue(archive);
  });
});
