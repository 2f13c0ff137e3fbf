import { rmSync } from 'node:fs';
import { copyPath } from '../sqlite/migrate.ts';
import { type Db, immediate } from '../sqlite/open.ts';

/** The tables that hold rows of an athlete, with the column that says whose. */
function ownedTables(db: Db): { table: string; column: string }[] {
  const rows = db.$client
    .prepare(
      `SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m JOIN pragma_table_info(m.name) c
       WHERE m.type = 'table' AND (c.name = 'athlete_id' OR (m.name = 'athletes' AND c.name = 'id'))`,
    )
    .all();
  return rows as { table: string; column: string }[];
}

/** The athletes of whom anything is archived. */
export function archivedAthletes(db: Db): number[] {
  const selects = ownedTables(db).map(({ table, column }) => `SELECT "${column}" FROM "${table}"`);
  return db.$client.prepare(selects.join(' UNION ')).pluck().all() as number[];
}

/**
 * Deletes every row of an athlete, in all tables at once, and gives the space back to the disk. The copy that was
 * made before the last migration goes too, since it holds the same rows.
 */
export function forgetAthlete(db: Db, athleteId: number): void {
  const owned = ownedTables(db);
  immediate(db, () => {
    db.$client.pragma('defer_foreign_keys = ON');
    for (const { table, column } of owned) {
      db.$client.prepare(`DELETE FROM "${table}" WHERE "${column}" = ?`).run(athleteId);
    }
  });
  const copy = copyPath(db.$client.name);
  for (const path of [copy, `${copy}.part`]) rmSync(path, { force: true });
  db.$client.exec('VACUUM');
  db.$client.pragma('wal_checkpoint(TRUNCATE)');
}
