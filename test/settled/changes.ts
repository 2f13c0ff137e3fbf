/** What happens to the tables that settled views are made of, as whoever writes does it. */
import fc from 'fast-check';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { upsertOf } from '../support/upsert.ts';
import { ME, OTHER } from '../views/rows.ts';

const AT = '2026-11-24T10:00:00Z';
const IDS = [1, 2, 3, 4, 5, 6];
const DAYS = [
  '2024-02-29',
  '2024-12-31',
  '2025-01-01',
  '2025-06-15',
  '2026-01-31',
  '2026-03-01',
  '2026-09-01',
];
/** As Strava says them, and as it never did. */
const STARTS = [...DAYS.map((day) => `${day}T21:30:00`), null];
const ODD_STARTS = ['2025-02-31T08:00:00', '12:00', 'once', '', '~', '2026-02-01T23:30:00-05:00'];

type Row = Record<string, unknown>;
type Run = (sql: string, row: Row) => void;

const upsert = (table: string, key: readonly string[], row: Row) => upsertOf(table, key, Object.keys(row));

/** Each kind of change, and how it is written. */
const CHANGES = {
  archive(run: Run, row: Row) {
    const all = { fetched_at: AT, resource_state: 3, ...row };
    run(upsert('activities', ['id'], all), all);
  },
  edit(run: Run, row: Row) {
    const [name] = Object.keys(row).filter((each) => each !== 'id');
    run(`UPDATE activities SET ${name} = @${name} WHERE id = @id`, row);
  },
  remove(run: Run, row: Row) {
    run('DELETE FROM activities WHERE id = @id', row);
  },
  derive(run: Run, row: Row) {
    run('DELETE FROM histogram_blocks WHERE activity_id = @id', row);
    run(
      `INSERT INTO histogram_blocks (activity_id, kind, first_bin, s3, s7, athlete_id)
       SELECT id, @kind, 120, @seconds, 1, athlete_id FROM activities WHERE id = @id`,
      row,
    );
    run(
      `INSERT INTO derivations (activity_id, derivation, version, made_of, athlete_id)
       SELECT id, 'histograms', 1, @kind || @seconds, athlete_id FROM activities WHERE id = @id
       ON CONFLICT (activity_id, derivation) DO UPDATE SET made_of = excluded.made_of`,
      row,
    );
  },
  count(run: Run, row: Row) {
    const day = { athlete_id: ME, captured_on: row.day, captured_at: `${row.day}T2${row.count}:00:00Z` };
    run('DELETE FROM stats_totals WHERE captured_on = @day', row);
    const snapshot = { ...day, raw: '{}', fetched_at: AT };
    run(upsert('stats_snapshots', ['athlete_id', 'captured_on'], snapshot), snapshot);
    run(
      `INSERT INTO stats_totals (athlete_id, captured_on, period, sport, count, distance, fetched_at)
       VALUES (${ME}, @day, 'all', 'run', @count, 1000, '${AT}')`,
      row,
    );
  },
  recount(run: Run, row: Row) {
    run('UPDATE stats_totals SET count = @count WHERE captured_on = @day', row);
  },
  /** It was said at another hour. */
  retime(run: Run, row: Row) {
    run("UPDATE stats_snapshots SET captured_at = @day || 'T' || @hour WHERE captured_on = @day", row);
  },
  /** None of the kind is valid any more. */
  unzone(run: Run, row: Row) {
    run("UPDATE athlete_zones SET valid_to = @day || 'T08:00:00Z' WHERE valid_to IS NULL", row);
  },
  zone(run: Run, row: Row) {
    run("UPDATE athlete_zones SET valid_to = @day || 'T08:00:00Z' WHERE valid_to IS NULL", row);
    run(
      `INSERT OR REPLACE INTO athlete_zones (athlete_id, fetched_at, kind, zone, min, max, valid_from) VALUES
       (${ME}, '${AT}', 'heart_rate', 0, 0, @bound, @day || 'T08:00:00Z'),
       (${ME}, '${AT}', 'heart_rate', 1, @bound, NULL, @day || 'T08:00:00Z')`,
      row,
    );
  },
};

/** A change, as data. */
export type Change = readonly [kind: keyof typeof CHANGES, row: Row];

/** Writes it. */
export function apply(archive: Db, [kind, row]: Change): void {
  // Not every value of a row is in each of its statements.
  const run: Run = (sql, values) => {
    const named = Object.entries(values).filter(([name]) => sql.includes(`@${name}`));
    archive.$client.prepare(sql).run(Object.fromEntries(named));
  };
  immediate(archive, () => CHANGES[kind](run, row));
}

const one = <T>(...values: readonly T[]) => fc.constantFrom(...values);

const id = one(...IDS);
const day = one(...DAYS);
const activityOf = (starts: readonly (string | null)[]) => ({
  athlete_id: one(ME, ME, OTHER),
  start_date_local: one(...starts),
  sport_type: one('Run', 'Ride', 'Swim', null),
  distance: one(1_000, 2_500.5, null),
  moving_time: one(600, 650),
  elapsed_time: one(700, 900),
  total_elevation_gain: one(10, 20),
  first_seen_at: one(AT, '2025-03-01T00:00:00Z', '2026-03-01T12:00:00Z'),
  deleted_at: one(null, null, '2026-11-25T00:00:00Z'),
  visibility: one('everyone', 'only_me', null),
});
const editOf = (starts: readonly (string | null)[]) =>
  fc.oneof(
    ...Object.entries(activityOf(starts)).map(([name, value]) =>
      fc.record({ id, [name]: value } as Record<string, fc.Arbitrary<unknown>>),
    ),
  );

/** Any of them. @param hasOdd whether a start may be written in another way than Strava does. */
export function anyChange(hasOdd: boolean): fc.Arbitrary<Change> {
  const starts = hasOdd ? [...STARTS, ...ODD_STARTS] : STARTS;
  const rows: Record<keyof typeof CHANGES, fc.Arbitrary<Row>> = {
    archive: fc.record({ id, ...activityOf(starts) }),
    edit: editOf(starts),
    remove: fc.record({ id }),
    derive: fc.record({ id, kind: one('heartrate', 'watts'), seconds: one(10, 20) }),
    count: fc.record({ day, count: one(0, 1) }),
    recount: fc.record({ day, count: one(0, 1, 2) }),
    retime: fc.record({ day, hour: one('01:00:00Z', '23:00:00Z') }),
    unzone: fc.record({ day }),
    zone: fc.record({ day, bound: one(122, 125) }),
  };
  return fc.oneof(
    ...Object.entries(rows).map(([kind, row]) => row.map((each): Change => [kind as Change[0], each])),
  );
}

/** Runs on two days of each of three years, with a heart rate, and Strava's count of each at night; zones known from the second on. */
export const THREE_YEARS: readonly Change[] = [
  ...['2024-03-01', '2024-09-01', '2025-03-01', '2025-09-01', '2026-03-01', '2026-09-01'].flatMap(
    (day, i): Change[] => [
      [
        'archive',
        {
          ...{ id: i + 1, athlete_id: ME, start_date_local: `${day}T08:00:00`, sport_type: 'Run' },
          ...{ distance: 5_000, first_seen_at: `${day}T12:00:00Z`, deleted_at: null, visibility: 'everyone' },
        },
      ],
      ['derive', { id: i + 1, kind: 'heartrate', seconds: 10 }],
      ['count', { day, count: 1 }],
    ],
  ),
  ['zone', { day: '2025-06-15', bound: 122 }],
];
