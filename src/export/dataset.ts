import { createHash } from 'node:crypto';
import { version } from '../package.ts';
import type { Reader } from '../sqlite/read.ts';
import { streamPoints } from '../streams/view.ts';
import { type Chosen, chosenIn, chosenRows, EVERY_ROW, rowsOfAthletes } from './choice.ts';
import { type ParquetColumn, parquetColumns } from './parquet-kinds.ts';
import { pointsOf } from './points.ts';
import { relationOf, relations } from './relation.ts';
import { rowsOf } from './rows.ts';
import type { Value } from './text-rows.ts';

/** A file of a data set. */
export interface Partition {
  /** From the folder of the data set on, with `/`. */
  path: string;
  /** What its rows are of. */
  name: string;
  columns(): ParquetColumn[];
  rows(): Iterable<Value[]>;
  /** What it is made of, where that is known without reading its rows: a hash. */
  of?: string;
}

/** The name of each file; a folder has but one. */
export const FILE = 'part-0.parquet';
// Their points are in the data set as the view shows them.
const CODED = ['stream_blocks', 'stream_values'];
// As Hive names the part in which a column is NULL.
const NO_YEAR = '__HIVE_DEFAULT_PARTITION__';

interface Recording {
  id: bigint;
  year: string | null;
  /** Recordings are replaced as a whole. */
  fetched_at: string;
  points: bigint;
}

/** What was recorded in each year of local time, in the order in which it is written. */
function recordingsByYear({ $client }: Reader, chosen: Chosen): Map<string, Recording[]> {
  const { sql, values } = chosenIn(chosen, 's.activity_id');
  const select =
    $client.prepare(`SELECT s.activity_id AS id, strftime('%Y', a.start_date_local) AS year, s.fetched_at, s.points
    FROM activity_streams s LEFT JOIN activities a ON a.id = s.activity_id
    WHERE s.points > 0 AND ${sql} ORDER BY s.activity_id`);
  const years = new Map<string, Recording[]>();
  for (const recording of select.safeIntegers().iterate(...values) as Iterable<Recording>) {
    const year = recording.year ?? NO_YEAR;
    const others = years.get(year);
    if (others) others.push(recording);
    else years.set(year, [recording]);
  }
  return years;
}

function hashOf(recordings: readonly Recording[]): string {
  const facts = recordings.map(({ id, fetched_at, points }) => `${id} ${fetched_at} ${points}`);
  return createHash('sha256')
    .update([version, ...facts].join('\n'))
    .digest('hex');
}

/** The points of each year, by activity. */
function pointPartitions(archive: Reader, chosen: Chosen): Partition[] {
  const relation = relationOf(archive, streamPoints.name);
  const columns = parquetColumns(archive, relation).map((column) => ({
    ...column,
    bloomFilter: column.name === 'activity_id',
  }));
  return [...recordingsByYear(archive, chosen)].sort().map(([year, recordings]) => ({
    path: `${streamPoints.name}/year=${year}/${FILE}`,
    name: streamPoints.name,
    columns: () => columns,
    rows: () =>
      pointsOf(
        archive,
        recordings.map(({ id }) => id),
      ),
    of: hashOf(recordings),
  }));
}

/**
 * The files of a data set: one of each table, and one of the recorded points of each year. Of a table that has nothing to
 * do with activities it has the rows of the athletes that were asked for, else all.
 */
export function partitionsOf(archive: Reader, chosen: Chosen): Partition[] {
  const tables = relations(archive).filter(({ name, type }) => type === 'table' && !CODED.includes(name));
  const whole = tables.map(({ name }): Partition => {
    const relation = relationOf(archive, name);
    const where = chosenRows(relation, chosen) ?? rowsOfAthletes(relation, chosen) ?? EVERY_ROW;
    return {
      path: `${name}/${FILE}`,
      name,
      columns: () => parquetColumns(archive, relation),
      rows: () => rowsOf(archive, relation, where),
    };
  });
  return [...whole, ...pointPartitions(archive, chosen)];
}
