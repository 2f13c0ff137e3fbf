import type { DateOrder } from './format/dates.ts';
import type { Units } from './format/quantity.ts';
import type { Reading } from './reading.ts';

/** The athlete whose pages are looked at, and how they want to be told. */
export interface Viewer {
  id: number;
  name: string;
  units: Units;
  dates: DateOrder;
  /** Before every address of theirs: empty where there is only one athlete. */
  prefix: string;
}

interface Row {
  id: number;
  name: string | null;
  measurement_preference: string | null;
  date_preference: string | null;
}

/** All athletes of the archive, the one with most activities first. */
export const viewersOf = (reading: Reading): readonly Viewer[] =>
  reading.remember('viewers', () => readViewers(reading));

function readViewers(reading: Reading): Viewer[] {
  const rows = reading.rows<Row>(
    `SELECT id, firstname AS name, measurement_preference, date_preference FROM athletes
     ORDER BY (SELECT count(*) FROM activities WHERE athlete_id = athletes.id) DESC, id`,
  );
  return rows.map(({ id, name, measurement_preference, date_preference }) => ({
    id,
    name: name || `athlete ${id}`,
    units: measurement_preference === 'feet' ? 'imperial' : 'metric',
    dates: date_preference?.startsWith('%m') ? 'month first' : 'day first',
    prefix: rows.length > 1 ? `/a/${id}` : '',
  }));
}
