import { describe, expect, test } from 'vitest';
import { settle } from '../../src/settled/settle.ts';
import type { Db } from '../../src/sqlite/open.ts';
import { newArchive } from '../archive/open-archive.ts';
import { hasShell, shell } from '../streams/stream-archive.ts';
import { randoms } from '../support/randoms.ts';
import { groupsOf, sumOf } from './groups.ts';

interface Zones {
  kind: 'heart_rate' | 'power';
  starts: number[];
  from: string;
  to: string | null;
}

// The second of power came after a break; the heart's of 2026-03-01 were changed at once.
const ZONES: Zones[] = [
  {
    kind: 'heart_rate',
    starts: [0, 115, 138, 150, 165],
    from: '2026-02-01T08:00:00Z',
    to: '2026-03-01T10:00:00Z',
  },
  { kind: 'heart_rate', starts: [0, 120, 140, 155, 170], from: '2026-03-01T10:00:00Z', to: null },
  {
    kind: 'power',
    starts: [0, 138, 191, 225, 263],
    from: '2026-02-01T08:00:00Z',
    to: '2026-02-20T10:00:00Z',
  },
  { kind: 'power', starts: [0, 140, 190, 230, 260], from: '2026-03-05T10:00:00Z', to: null },
];

const DAYS = [
  '2025-06-01',
  '2026-02-01',
  '2026-02-20',
  '2026-02-21',
  '2026-02-28',
  '2026-03-01',
  '2026-04-01',
];

interface Activity {
  id: number;
  day: string;
  sport: string | null;
  deleted: boolean;
  /** Seconds by the least value of each bin. */
  heartrate: Map<number, number>;
  watts: Map<number, number>;
}

function activities(): Activity[] {
  const random = randoms(5);
  const next = () => random.next().value as number;
  const held = (first: number, count: number, width: number) => {
    const bins = Array.from(
      { length: count },
      (_, i) => [first + i * width, Math.floor(next() * 40)] as const,
    );
    return new Map(bins.filter(([, seconds]) => seconds > 0));
  };
  return [...DAYS, '2026-04-02'].map((day, i) => ({
    ...{ id: 100 + i, day, deleted: i === DAYS.length, sport: ['Run', 'Ride', null][i % 3] ?? null },
    // One has no heart rate, one none above the third zone.
    ...{ heartrate: i === 4 ? new Map() : held(97 + i, i === 5 ? 30 : 90, 1), watts: held(0, 70, 5) },
  }));
}

function archived(all: readonly Activity[]) {
  const archive = newArchive();
  const { $client } = archive;
  const activity = $client.prepare(`INSERT INTO activities
    (id, athlete_id, fetched_at, first_seen_at, resource_state, start_date_local, deleted_at, sport_type)
    VALUES (?, 7, '', '', 3, ?, ?, ?)`);
  const block = $client.prepare(`INSERT INTO histogram_blocks VALUES (?, ?, ?, ${'?, '.repeat(10)}7)`);
  for (const each of all) {
    activity.run(each.id, `${each.day}T21:00:00`, each.deleted ? '2026-05-01T00:00:00Z' : null, each.sport);
    for (const [kind, width] of [
      ['heartrate', 1],
      ['watts', 5],
    ] as const) {
      const bins = new Map([...each[kind]].map(([value, seconds]) => [value / width, seconds]));
      const firsts = new Set([...bins.keys()].map((bin) => bin - (bin % 10)));
      for (const first of firsts)
        block.run(each.id, kind, first, ...Array.from({ length: 10 }, (_, i) => bins.get(first + i) ?? null));
    }
  }
  const zone = $client.prepare('INSERT INTO athlete_zones VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const { kind, starts, from, to } of ZONES)
    starts.forEach((min, i) => {
      // As Strava says them: the heart's end where the next begins, those of power a watt before.
      const next = starts[i + 1];
      const max = next === undefined ? null : next - (kind === 'power' ? 1 : 0);
      zone.run(7, from, kind, i, min, max, null, from, to);
    });
  return archive;
}

/** The zones of a day: those that were valid at its end, before the first known ones these. */
function zonesOn(kind: Zones['kind'], day: string) {
  const all = ZONES.filter((zones) => zones.kind === kind);
  const [first] = all;
  if (first && day < first.from.slice(0, 10)) return { ...first, assumed: 1 };
  const known = all.findLast(({ from }) => from.slice(0, 10) <= day);
  return known && (known.to === null || day <= known.to.slice(0, 10)) ? { ...known, assumed: 0 } : undefined;
}

interface Part {
  activity_id: number;
  day: string;
  kind: string;
  zone: number;
  seconds: number;
  assumed: number;
}

function expected(all: readonly Activity[]): Part[] {
  return all
    .filter(({ deleted }) => !deleted)
    .flatMap((each) =>
      (
        [
          ['heartrate', 'heart_rate', 0],
          ['watts', 'power', 2.5],
        ] as const
      ).flatMap(([kind, of, middle]) => {
        const zones = zonesOn(of, each.day);
        if (!zones || each[kind].size === 0) return [];
        const seconds = zones.starts.map(() => 0);
        for (const [value, held] of each[kind]) {
          const zone = zones.starts.findLastIndex((start) => value + middle >= start);
          seconds[zone] = (seconds[zone] as number) + held;
        }
        return seconds.map((sum, zone) => ({
          ...{ activity_id: each.id, day: each.day, kind, zone, seconds: sum, assumed: zones.assumed },
        }));
      }),
    );
}

const groupOf = (sport: string | null | undefined) => sport?.toLowerCase() ?? null;

/** The same, added up by month and sport. */
function expectedByMonth(all: readonly Activity[]): object[] {
  const groups = groupsOf(expected(all), ({ activity_id, day, kind, zone }) => {
    const sport = all.find(({ id }) => id === activity_id)?.sport;
    return [day.slice(0, 7), groupOf(sport), kind, zone];
  });
  return groups.map((group) => {
    const [{ activity_id, day, kind, zone }] = group as [Part];
    const sport = all.find(({ id }) => id === activity_id)?.sport;
    return {
      ...{
        athlete_id: 7,
        month: day.slice(0, 7),
        year: Number(day.slice(0, 4)),
        sport_group: groupOf(sport),
      },
      ...{ kind, zone, seconds: sumOf(group, ({ seconds }) => seconds) },
      assumed: Math.max(...group.map(({ assumed }) => assumed)),
    };
  });
}

/** How long each value held in a year, by sport. */
function expectedByYear(all: readonly Activity[]): object[] {
  const held = all
    .filter(({ deleted }) => !deleted)
    .flatMap(({ day, sport, ...bins }) =>
      (['heartrate', 'watts'] as const).flatMap((kind) =>
        [...bins[kind]].map(([value, seconds]) => ({
          ...{ year: Number(day.slice(0, 4)), sport_group: groupOf(sport), kind, value, seconds },
        })),
      ),
    );
  const groups = groupsOf(held, ({ seconds, ...rest }) => rest);
  return groups.map((group) => ({
    ...{ athlete_id: 7, ...group[0] },
    seconds: sumOf(group, ({ seconds }) => seconds),
  }));
}

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

describe.each([
  ['counted anew', async (_archive: Db) => {}],
  ['as they were put down', (archive: Db) => settle(archive)],
])('added up and %s', (_how, look) => {
  const all = activities();

  test('the zones of a month are those of its days', async () => {
    const archive = archived(all);
    await look(archive);
    const rows = archive.$client.prepare('SELECT * FROM monthly_zones').all() as object[];
    expect(sorted(rows)).toEqual(sorted(expectedByMonth(all)));
  });

  test('the histogram of a year is that of its activities', async () => {
    const archive = archived(all);
    await look(archive);
    const rows = archive.$client.prepare('SELECT * FROM yearly_histograms').all() as object[];
    expect(sorted(rows)).toEqual(sorted(expectedByYear(all)));
  });
});

describe('the time in zones', () => {
  const all = activities();
  const select = 'SELECT activity_id, day, kind, zone, seconds, assumed FROM time_in_zones';

  test('is the histogram, cut by the zones that were valid on the day', () => {
    const archive = archived(all);
    const rows = archive.$client.prepare(select).all() as object[];
    expect(sorted(rows)).toEqual(sorted(expected(all)));
    // Without zones of power on a day, there is no time in any.
    expect(rows.filter((row) => 'kind' in row && row.kind === 'watts').length).toBeGreaterThan(0);
  });

  test('has the bounds as Strava said them', () => {
    const archive = archived(all);
    const bounds = archive.$client.prepare(
      "SELECT DISTINCT zone, min, max FROM time_in_zones WHERE activity_id = 100 AND kind = 'watts' ORDER BY zone",
    );
    expect(bounds.raw().all()).toEqual([
      [0, 0, 137],
      [1, 138, 190],
      [2, 191, 224],
      [3, 225, 262],
      [4, 263, null],
    ]);
  });

  test.skipIf(!hasShell)('can be read in the shell', () => {
    const archive = archived(all);
    const count = archive.$client.prepare('SELECT count(*) FROM time_in_zones').pluck().get();
    expect(shell(archive, 'SELECT count(*) FROM time_in_zones')).toEqual([String(count)]);
  });
});
