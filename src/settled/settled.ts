import type { Database } from 'better-sqlite3';
import { isMadeBy } from '../sqlite/made.ts';
import { settledTable } from '../views/view.ts';
import { ATHLETES, begin, TRIGGERS } from './triggers.ts';
import { OPEN, openingOf, SETTLED, tableOf } from './views.ts';

const ALL = [OPEN, ...SETTLED.map(tableOf), ...SETTLED.map(openingOf), ...TRIGGERS];

const OURS = `FROM sqlite_master WHERE (type = 'table' AND name GLOB '_settled*') OR (type = 'trigger' AND name GLOB 'settled_*')`;

/** Drops the rows that were put down and what keeps them true, so that a migration may rebuild the tables under it. */
export function dropSettled(db: Database): void {
  const ours = db.prepare(`SELECT type, name ${OURS} ORDER BY type DESC`).all() as {
    type: string;
    name: string;
  }[];
  for (const { type, name } of ours) db.exec(`DROP ${type} "${name}"`);
}

/** Whether all of it is there, and of this version. */
export const settledIsCurrent = (db: Database): boolean => isMadeBy(db, `SELECT sql ${OURS}`, ALL);

/** Makes it anew, with nothing put down. */
export function createSettled(db: Database): void {
  dropSettled(db);
  for (const sql of ALL) db.exec(sql);
  db.exec(begin(ATHLETES));
}

/** How many rows of the views are other ones than if all of them were counted now, more or fewer. */
export function countStrayRows(db: Database): number {
  const count = (sql: string) => db.prepare(`SELECT count(*) FROM (${sql})`).pluck().get() as number;
  return SETTLED.reduce((sum, { name, sql, settling }) => {
    // What is added up in another order may end in other digits.
    const columns = Object.entries(settling.types).map(([column, type]) =>
      type === 'REAL' ? `round(${column}, 6)` : column,
    );
    const select = `SELECT ${columns.join(', ')} FROM`;
    const [put, counted] = [`${select} ${name}`, `${select} (${sql})`];
    const others = count(`${put} EXCEPT ${counted}`) + count(`${counted} EXCEPT ${put}`);
    // The same row twice is no other one.
    return sum + Math.max(others, Math.abs(count(put) - count(counted)));
  }, 0);
}

/** How many rows are put down. */
export const countSettled = (db: Database): number =>
  SETTLED.reduce(
    (sum, { name }) =>
      sum +
      (db
        .prepare(`SELECT count(*) FROM ${settledTable(name)}`)
        .pluck()
        .get() as number),
    0,
  );
