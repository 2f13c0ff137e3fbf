import { VIEWS } from '../views/index.ts';
import { type Settling, settledTable, type View } from '../views/view.ts';

/** A view whose rows are put down. */
export type SettledView = View & { settling: Settling };

/** All of them. */
export const SETTLED: readonly SettledView[] = VIEWS.filter(
  (view): view is SettledView => view.settling !== undefined,
);

/** The tables that they have, with that of what is open. */
export const SETTLED_TABLES: readonly string[] = [
  '_settled',
  ...SETTLED.map(({ name }) => settledTable(name)),
];

/** From which day on a view is counted anew: before that, its rows are in its table, and those alone. */
export const OPEN = `CREATE TABLE _settled (
  view TEXT NOT NULL,
  athlete_id INTEGER NOT NULL,
  digits INTEGER NOT NULL,
  open_since TEXT NOT NULL,
  PRIMARY KEY (athlete_id, view)
) STRICT, WITHOUT ROWID`;

/** The table of the rows of a view. */
export function tableOf({ name, settling }: SettledView): string {
  const columns = Object.entries(settling.types).map(([column, type]) => `${column} ${type}`);
  return `CREATE TABLE ${settledTable(name)} (${columns.join(', ')}) STRICT`;
}

/** Opens a part and all after it: what is put down of them goes at once. */
export const openingOf = ({ name, settling }: SettledView): string => `CREATE TRIGGER settled_${name}
AFTER UPDATE OF open_since ON _settled WHEN NEW.view = '${name}' AND NEW.open_since < OLD.open_since BEGIN
  DELETE FROM ${settledTable(name)} WHERE athlete_id = NEW.athlete_id AND ${settling.part} >= NEW.open_since;
END`;
