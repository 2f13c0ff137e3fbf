import { describe, expect, test } from 'vitest';
import * as STEPS from '../../src/views/activity-curves.ts';
import { newArchive } from '../archive/open-archive.ts';
import { hasShell, shell } from '../streams/stream-archive.ts';
import { randoms } from '../support/randoms.ts';

interface Best {
  athlete: number;
  activity: number;
  day: string | null;
  sport: string | null;
  deleted: boolean;
  kind: string;
  duration: number;
  distance: number | null;
  value: number;
  at: number;
}

const SPORTS = ['Run', 'TrailRun', 'Ride', 'Yoga', null];
const GROUPS: Record<string, string> = { Run: 'run', TrailRun: 'run', Ride: 'ride', Yoga: 'other' };
const DAYS = ['2024-12-31', '2025-01-01', '2025-07-01', '2026-03-03', null];

const DURATIONS = [1, 60, 18_000];
const DISTANCES = [400, 1609.344];

/** Best values of some activities of two athletes, in tenths and no two of them the same. */
function bests(): Best[] {
  const random = randoms(11);
  const next = () => random.next().value as number;
  const taken = new Set<number>();
  const tenths = (most: number): number => {
    const value = Math.ceil(next() * most * 10) / 10;
    if (taken.has(value)) return tenths(most);
    taken.add(value);
    return value;
  };
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)] as T;
  return Array.from({ length: 60 }, (_, i) => {
    const [day, sport] = [pick(DAYS), pick(SPORTS)];
    const of = { athlete: 7 + (i % 2), activity: 100 + i, day, sport, deleted: next() < 0.15 };
    const at = Math.floor(next() * 900);
    const means = ['watts', 'heartrate'].flatMap((kind) =>
      DURATIONS.map((duration) => ({ kind, duration, distance: null, value: tenths(400) })),
    );
    const paces = DISTANCES.map((distance) => {
      const duration = tenths(distance);
      return { kind: 'pace', duration, distance, value: distance / duration };
    });
    return [...means, ...paces].map((each) => ({ ...of, ...each, at }));
  }).flat();
}

function archived(all: readonly Best[]) {
  const archive = newArchive();
  const { $client } = archive;
  const insert = $client.prepare(`INSERT OR IGNORE INTO activities
    (id, athlete_id, fetched_at, first_seen_at, resource_state, start_date_local, sport_type, deleted_at) VALUES (?, ?, '', '', 3, ?, ?, ?)`);
  for (const best of all) {
    const begun = best.day && `${best.day}T23:30:00`;
    insert.run(best.activity, best.athlete, begun, best.sport, best.deleted ? '2026-04-01T00:00:00Z' : null);
    const { activity, athlete, kind, duration, distance, value, at } = best;
    const step = distance === null ? STEPS.DURATIONS.indexOf(duration) : STEPS.DISTANCES.indexOf(distance);
    $client
      .prepare('INSERT OR IGNORE INTO curve_rows (activity_id, athlete_id, kind) VALUES (?, ?, ?)')
      .run(activity, athlete, kind);
    $client
      .prepare(`UPDATE curve_rows SET best${step} = ?, at${step} = ? WHERE activity_id = ? AND kind = ?`)
      .run(Math.round(10 * (distance === null ? value : duration)), at, activity, kind);
  }
  return archive;
}

/** The best of each group, in no order. */
function bestOf<Row extends Best>(
  all: readonly Row[],
  by: (row: Row) => unknown[],
  isBetter: (a: Row, b: Row) => boolean,
) {
  const groups = new Map<string, Row>();
  for (const row of all) {
    const key = JSON.stringify(by(row));
    const known = groups.get(key);
    if (!known || isBetter(row, known)) groups.set(key, row);
  }
  return [...groups.values()];
}

/** Each in its year and in all of them. */
const inPeriods = (all: readonly Best[]) =>
  all
    .filter(({ deleted }) => !deleted)
    .flatMap((row) => [
      { ...row, period: 'all' },
      ...(row.day === null ? [] : [{ ...row, period: row.day.slice(0, 4) }]),
    ]);

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

describe('the curves of an athlete', () => {
  const all = bests();
  const asked = () => {
    const archive = archived(all);
    return { archive, rows: (sql: string) => archive.$client.prepare(sql).all() as object[] };
  };

  test('of power are the best means by year and of all years, without deleted activities', () => {
    const { rows } = asked();
    const watts = inPeriods(all).filter(({ kind }) => kind === 'watts');
    const expected = bestOf(
      watts,
      ({ athlete, period, duration }) => [athlete, period, duration],
      (one, other) => one.value > other.value,
    ).map(({ athlete, period, duration, value, activity, day, at }) => ({
      ...{ athlete_id: athlete, period, duration, watts: value, activity_id: activity, day, at },
    }));
    expect(sorted(rows('SELECT * FROM power_curve'))).toEqual(sorted(expected));
  });

  test('of pace are the least times by group of sports', () => {
    const { rows } = asked();
    const paces = inPeriods(all).filter(({ kind }) => kind === 'pace');
    const group = ({ sport }: Best) => (sport === null ? null : GROUPS[sport]);
    const expected = bestOf(
      paces,
      (row) => [row.athlete, group(row), row.period, row.distance],
      (one, other) => one.duration < other.duration,
    ).map((row) => ({
      ...{ athlete_id: row.athlete, sport_group: group(row), period: row.period, distance: row.distance },
      ...{ seconds: row.duration, activity_id: row.activity, day: row.day, at: row.at },
    }));
    const columns = 'athlete_id, sport_group, period, distance, seconds, activity_id, day, at';
    expect(sorted(rows(`SELECT ${columns} FROM pace_curve`))).toEqual(sorted(expected));
    for (const { seconds, distance, pace, kmh } of rows('SELECT * FROM pace_curve') as Record<
      string,
      number
    >[]) {
      expect(pace).toBeCloseTo(((seconds as number) / (distance as number)) * 1_000, 6);
      expect(kmh).toBeCloseTo(((distance as number) / (seconds as number)) * 3.6, 6);
    }
  });

  test.skipIf(!hasShell)('can be read in the shell', () => {
    const { archive, rows } = asked();
    for (const view of ['power_curve', 'pace_curve'])
      expect(shell(archive, `SELECT count(*) FROM ${view}`)).toEqual([
        String(rows(`SELECT * FROM ${view}`).length),
      ]);
  });
});
