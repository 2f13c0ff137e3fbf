import { chmodSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { Failure } from '../errors.ts';
import { packageRoot } from '../package.ts';

// Drizzle's own book-keeping table, so that its tools read it too.
const LEDGER = '__drizzle_migrations';

/** Views are code, not migrations: a rebuilt table under a view would fail. */
export interface Views {
  drop(db: Database): void;
  create(db: Database): void;
}

function hasTable(db: Database, where: string): boolean {
  return db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND ${where}`).get() !== undefined;
}

/** `folderMillis` of the last applied migration; 0 for a new file. */
function lastApplied(db: Database, path: string): number {
  if (!hasTable(db, `name = '${LEDGER}'`)) {
    if (!hasTable(db, '1')) return 0;
    throw new Failure(
      'archive',
      `${path} holds tables of another program and is left alone.`,
      'Choose another DATA_DIR.',
    );
  }
  return Number(db.prepare(`SELECT coalesce(max(created_at), 0) FROM ${LEDGER}`).pluck().get());
}

/** The copy of a database that is made before a migration. */
export const copyPath = (path: string) => `${path}.before-migration`;

/** A compact copy beside the file, complete or not there at all. */
function backUp(db: Database, path: string): void {
  const copy = copyPath(path);
  rmSync(`${copy}.part`, { force: true });
  db.prepare('VACUUM INTO ?').run(`${copy}.part`);
  chmodSync(`${copy}.part`, statSync(path).mode & 0o777);
  renameSync(`${copy}.part`, copy);
}

function apply(db: Database, { sql, folderMillis, hash }: MigrationMeta): void {
  for (const statement of sql) db.exec(statement);
  db.prepare(`INSERT INTO ${LEDGER} (hash, created_at) VALUES (?, ?)`).run(hash, folderMillis);
}

function applyAll(db: Database, all: MigrationMeta[], path: string): void {
  db.exec(
    `CREATE TABLE IF NOT EXISTS ${LEDGER} (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at INTEGER)`,
  );
  const after = Number(db.prepare(`SELECT coalesce(max(created_at), 0) FROM ${LEDGER}`).pluck().get());
  for (const migration of all.filter(({ folderMillis }) => folderMillis > after)) apply(db, migration);
  if (db.prepare('PRAGMA foreign_key_check').all().length > 0) {
    throw new Failure(
      'archive',
      `Migrating ${path} would break it, so it was left as it was.`,
      'Please report this.',
    );
  }
}

/**
 * Brings a database up to the migrations of this program, in one transaction, safe beside another process.
 * Drizzle's own migrator is not used: it runs with foreign keys on, where a rebuilt parent table
 * silently deletes its children, and two processes at once trip over each other (docs/decisions/0002).
 * Leaves `foreign_keys` off.
 * @throws {Failure} `archive` for a file of a newer program or of another one.
 */
export function migrate(
  db: Database,
  options: { path: string; migrations: string; backup: boolean; views?: Views | undefined },
): void {
  const { path, migrations, backup, views } = options;
  const all = readMigrationFiles({ migrationsFolder: join(packageRoot, 'migrations', migrations) });
  const newest = all.at(-1)?.folderMillis ?? 0;
  db.pragma('foreign_keys = OFF');
  const applied = lastApplied(db, path);
  if (applied > newest) {
    throw new Failure(
      'archive',
      `${path} was made by a newer athlete-archive and is left alone.`,
      'Install that version again, or a later one.',
    );
  }
  if (applied === newest) {
    views?.create(db);
    return;
  }
  if (backup && applied > 0) backUp(db, path);
  db.transaction(() => {
    views?.drop(db);
    applyAll(db, all, path);
    views?.create(db);
  }).immediate();
}
