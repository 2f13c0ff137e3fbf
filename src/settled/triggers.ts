import { HISTOGRAMS } from '../views/activity-histograms.ts';
import type { Source } from '../views/view.ts';
import { SETTLED } from './views.ts';

/** After all days. */
export const NEVER = '~';

/**
 * The day of a local time. What has none is on no day; what is written in another way than Strava does could be on any,
 * and is before all.
 */
export const dayOf = (time: string): string =>
  `CASE WHEN ${time} IS NULL THEN '${NEVER}' WHEN date(${time}) = substr(${time}, 1, 10) THEN substr(${time}, 1, 10) ELSE '' END`;

type Row = 'OLD' | 'NEW';

/** A table that views are made of. */
interface Watched {
  source: Source;
  table: string;
  /** What they read of it. */
  columns: readonly string[];
  /** The day from which on they may change with a row. */
  day(row: Row): string;
  /** Whose they are, where the row's own `athlete_id` is not what counts. */
  whose?: (row: Row) => string;
  /** Which rows of it they are made of, where not of all. */
  only?: (row: Row) => string;
  /** Whether its row may be the first of an athlete. */
  mayBegin?: boolean;
}

const WATCHED: readonly Watched[] = [
  {
    ...{ source: 'activities', table: 'activities', mayBegin: true },
    columns: [
      ...['athlete_id', 'start_date_local', 'sport_type', 'distance', 'moving_time', 'elapsed_time'],
      ...['total_elevation_gain', 'deleted_at', 'visibility', 'private', 'first_seen_at'],
    ],
    day: (row) => dayOf(`${row}.start_date_local`),
  },
  {
    // A row for the some twenty rows of a histogram, which follows whenever they are made again.
    ...{ source: 'histograms', table: 'derivations' },
    columns: ['activity_id', 'derivation', 'version', 'made_of', 'failure', 'athlete_id'],
    only: (row) => `${row}.derivation = '${HISTOGRAMS}'`,
    day: (row) => `(SELECT ${dayOf('start_date_local')} FROM activities WHERE id = ${row}.activity_id)`,
    whose: (row) => `(SELECT athlete_id FROM activities WHERE id = ${row}.activity_id)`,
  },
  {
    ...{ source: 'stats', table: 'stats_snapshots', mayBegin: true },
    columns: ['athlete_id', 'captured_on', 'captured_at'],
    day: (row) => `${row}.captured_on`,
  },
  {
    ...{ source: 'stats', table: 'stats_totals' },
    columns: ['athlete_id', 'captured_on', 'period', 'sport', 'count', 'distance'],
    day: (row) => `${row}.captured_on`,
  },
  {
    ...{ source: 'zones', table: 'athlete_zones' },
    columns: ['athlete_id', 'kind', 'zone', 'min', 'max', 'valid_from', 'valid_to'],
    // The first ones that are known count for all days before them.
    day: () => "''",
  },
];

const namesOf = (source: Source) =>
  SETTLED.filter(({ settling }) => settling.madeOf.includes(source)).map(({ name }) => `'${name}'`);

const ALL = SETTLED.map(({ name, settling }) => `('${name}', ${settling.digits})`).join(', ');

/** Of whoever is new, all is open. @param athleteIds a query for some. */
export const begin = (
  athleteIds: string,
): string => `INSERT INTO _settled (view, athlete_id, digits, open_since)
  SELECT column1, athlete_id, column2, '' FROM (VALUES ${ALL}) CROSS JOIN (${athleteIds})
  WHERE athlete_id NOT IN (SELECT athlete_id FROM _settled);`;

const ownerOf = (row: Row) => `${row}.athlete_id`;

function triggersOf(watched: Watched): string[] {
  const { source, table, columns, day, whose = ownerOf, only, mayBegin } = watched;
  const open = (row: Row) => `UPDATE _settled SET open_since = substr(${day(row)}, 1, digits)
  WHERE athlete_id = ${whose(row)} AND view IN (${namesOf(source)}) AND open_since > substr(${day(row)}, 1, digits);`;
  const begun = mayBegin ? `${begin('SELECT NEW.athlete_id AS athlete_id')}\n  ` : '';
  const values = (row: Row) => columns.map((column) => `${row}.${column}`).join(', ');
  const isChanged = `(${values('OLD')}) IS NOT (${values('NEW')})`;
  const trigger = (name: string, when: string, conditions: (string | undefined)[], body: string) => {
    const condition = conditions.filter((each) => each !== undefined).join(' AND ');
    return `CREATE TRIGGER settled_${table}_${name} AFTER ${when} ON ${table}${condition && ` WHEN ${condition}`} BEGIN
  ${body}
END`;
  };
  return [
    trigger('insert', 'INSERT', [only?.('NEW')], `${begun}${open('NEW')}`),
    trigger(
      'update',
      `UPDATE OF ${columns.join(', ')}`,
      [only?.('NEW'), isChanged],
      `${begun}${open('OLD')}\n  ${open('NEW')}`,
    ),
    trigger('delete', 'DELETE', [only?.('OLD')], open('OLD')),
  ];
}

/** What opens a part when something that it is made of changes. */
export const TRIGGERS = WATCHED.flatMap(triggersOf);

/** All of whom anything of it is archived. */
export const ATHLETES = WATCHED.filter(({ mayBegin }) => mayBegin)
  .map(({ table }) => `SELECT athlete_id FROM ${table}`)
  .join(' UNION ');
