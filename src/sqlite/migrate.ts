import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { type MigrationMeta, readMigrationFiles } from 'drizzle-orm/migrator';
import { Failure } from '../errors.ts';
import { packageRoot } from '../package.ts';
import { copyBefore, deleteCopies } from './copies.ts';
import { patience } from './patience.ts';
import { holdLock, isHeld, pause, WORKER_LOCK } from './process-lock.ts';

// Drizzle's own book-keeping table, so that its tools read it too.
const LEDGER = '__drizzle_migrations';

/** The lock of who looks, copies, migrates and makes what is code: one process at a time. */
export const MIGRATE_LOCK = 'migrate';
// A copy of some gigabytes takes minutes on a memory card.
const OTHERS_TAKE_MS = 600_000;
const LOOK_AGAIN_MS = 50;

/** Views and triggers are code, not migrations: a rebuilt table under a view would fail, or lose its triggers. */
export interface Made {
  /** Whether all of it is there, and of this version. */
  isCurrent(db: Database): boolean;
  drop(db: Database): void;
  create(db: Database): void;
}

/** What to bring up to date. */
export interface MigrateOptions {
  path: string;
  /** Name of the folder in `migrations/`. */
  migrations: string;
  /** Keep a copy of the file before a migration changes it. */
  backup: boolean;
  made?: Made | undefined;
  /** Whether this process holds the place of the worker. */
  isWorker?: boolean | undefined;
}

/** How the tables of a file stand to this program. */
export type Standing = 'new' | 'older' | 'current';

const readMigrations = (name: string) =>
  readMigrationFiles({ migrationsFolder: join(packageRoot, 'migrations', name) });

function hasTable(db: Pick<Database, 'prepare'>, where: string): boolean {
  return db.prepare(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND ${where}`).get() !== undefined;
}

/** `folderMillis` of the last applied migration; 0 for a new file. */
function lastApplied(db: Pick<Database, 'prepare'>, path: string): number {
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

/** @throws {Failure} `archive` for a file of a newer program or of another one. */
export function standingOf(
  db: Pick<Database, 'prepare'>,
  { path, migrations }: Pick<MigrateOptions, 'path' | 'migrations'>,
): Standing {
  const newest = readMigrations(migrations).at(-1)?.folderMillis ?? 0;
  const applied = lastApplied(db, path);
  if (applied > newest) {
    throw new Failure(
      'archive',
      `${path} was made by a newer athlete-archive and is left alone.`,
      'Install that version again, or a later one.',
    );
  }
  if (applied === newest) return 'current';
  return applied === 0 ? 'new' : 'older';
}

function apply(db: Database, { sql, folderMillis, hash }: MigrationMeta): void {
  for (const statement of sql) db.exec(statement);
  db.prepare(`INSERT INTO ${LEDGER} (hash, created_at) VALUES (?, ?)`).run(hash, folderMillis);
}

function applyAll(db: Database, pending: MigrationMeta[], path: string): void {
  db.exec(
    `CREATE TABLE IF NOT EXISTS ${LEDGER} (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at INTEGER)`,
  );
  for (const migration of pending) apply(db, migration);
  if (db.prepare('PRAGMA foreign_key_check').all().length > 0) {
    throw new Failure(
      'archive',
      `Migrating ${path} would break it, so it was left as it was.`,
      'Please report this.',
    );
  }
}

function isUpToDate(db: Database, options: MigrateOptions): boolean {
  return standingOf(db, options) === 'current' && (options.made?.isCurrent(db) ?? true);
}

/** Looks again and does what is missing, alone. @returns false where a worker of another version may be at work. */
function migrateAlone(db: Database, options: MigrateOptions): boolean {
  const { path, migrations, backup, made, isWorker } = options;
  using _lock = holdLock(dirname(path), MIGRATE_LOCK, OTHERS_TAKE_MS);
  const standing = standingOf(db, options);
  if (standing === 'older' && !isWorker && isHeld(dirname(path), WORKER_LOCK)) return false;
  const all = readMigrations(migrations);
  // Looked up again inside the transaction: versions up to 0.2.0 migrate without the lock.
  const pending = () => {
    const after = lastApplied(db, path);
    return all.filter(({ folderMillis }) => folderMillis > after);
  };
  const isCopied = backup && standing === 'older';
  const first = all.length - pending().length + 1;
  if (isCopied) copyBefore(db, path, first);
  db.transaction(() => {
    made?.drop(db);
    applyAll(db, pending(), path);
    made?.create(db);
  }).immediate();
  // What was before the migration before this one is of no use to anybody any more.
  if (isCopied) deleteCopies(path, first);
  return true;
}

/**
 * Brings a database up to the migrations of this program, in one transaction. One process at a time looks, copies and
 * migrates; the others wait, for minutes if need be. A running worker is not migrated away from under: it does it itself.
 * Drizzle's own migrator is not used: it runs with foreign keys on, where a rebuilt parent table
 * silently deletes its children, and two processes at once trip over each other (docs/decisions/0002).
 * Leaves `foreign_keys` off.
 * @throws {Failure} `archive` for a file of a newer program or of another one, or beside a worker of an older version.
 */
export function migrate(db: Database, options: MigrateOptions): void {
  db.pragma('foreign_keys = OFF');
  const giveUpAt = Date.now() + patience.workerMs;
  while (!isUpToDate(db, options) && !migrateAlone(db, options)) {
    if (Date.now() > giveUpAt) {
      throw new Failure(
        'archive',
        `${options.path} was made by an older athlete-archive, and a worker of that version still runs on it.`,
        'Stop that worker and start it again with this version; then run this again.',
      );
    }
    pause(LOOK_AGAIN_MS);
  }
}
