import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { toInstant } from '../clock.ts';
import { CREDENTIALS_FILE } from '../places.ts';
import { type Db, immediate, openDatabase } from '../sqlite/open.ts';
import { openForReading } from '../sqlite/read.ts';
import { type Connection, columns, NO_PREVIOUS, type Row, rotated, toConnection } from './connection.ts';
import { type HeldCredentials, holdFile } from './held-credentials.ts';
import { tokenPairs } from './tables.ts';
import type { TokenPair } from './token-endpoint.ts';

/** The token pairs on disk, in `credentials.db` (mode 0600, every commit waits for the disk). */
export interface Credentials extends Disposable {
  list(): Connection[];
  find(athleteId: number): Connection | undefined;
  /** Whether there is a pair of this athlete. */
  has(athleteId: number): boolean;
  /** Stores a newly granted pair. @returns puts back what was there before. */
  connect(athleteId: number, pair: TokenPair, scopes: string[], now: number): () => void;
  /** Replaces the pair by the one that a refresh gave, keeping the former as `previous`. */
  rotate(athleteId: number, pair: TokenPair, now: number): void;
  /** Forgets the pair before: this one has worked. */
  confirm(athleteId: number): void;
  /** Notes that Strava refused to refresh the stored pair. */
  refuse(athleteId: number, now: number): void;
  remove(athleteId: number): void;
  /** Writes something that changes nothing. @throws {Failure} `archive` when a pair could not be stored now. */
  assertWritable(): void;
  /**
   * Has written to the disk, and begins a transaction in which it has written too: nobody else can lock the file before
   * its end. Connections of this process wait for it as well, without patience for more than 5 s.
   * @throws {Failure} `archive` when a pair could not be stored now.
   */
  hold(): HeldCredentials;
}

const MIGRATIONS = 'credentials';

/** Where the token pairs are, below the data directory. */
export const credentialsPath = (dataDir: string) => join(dataDir, CREDENTIALS_FILE);

/** Who is connected, read without creating or changing anything. @throws {Failure} `archive` when it cannot be read. */
export function readConnections(dataDir: string): Connection[] {
  using db = openForReading({ path: credentialsPath(dataDir), migrations: MIGRATIONS });
  return db?.select().from(tokenPairs).orderBy(tokenPairs.athleteId).all().map(toConnection) ?? [];
}

/**
 * @param options `isWorker`: whether this process holds the place of the worker.
 * @throws {Failure} `archive` when the file cannot be used.
 */
export function openCredentials(dataDir: string, { isWorker = false } = {}): Credentials {
  const path = credentialsPath(dataDir);
  // Before it is opened, since the files that SQLite puts beside it take over its mode.
  if (existsSync(path)) chmodSync(path, 0o600);
  const db: Db = openDatabase({
    path,
    migrations: MIGRATIONS,
    isWorker,
    mode: 0o600,
    synchronous: 'FULL',
    // A copy would hold tokens, and dead ones.
    backup: false,
  });
  db.$client.pragma('secure_delete = ON');
  const of = (athleteId: number) => eq(tokenPairs.athleteId, athleteId);
  const all = db.select().from(tokenPairs).orderBy(tokenPairs.athleteId).prepare();
  const one = db
    .select()
    .from(tokenPairs)
    .where(eq(tokenPairs.athleteId, sql.placeholder('athleteId')))
    .prepare();
  const find = (athleteId: number) => one.get({ athleteId });

  function put(row: Row): void {
    immediate(db, () =>
      db.insert(tokenPairs).values(row).onConflictDoUpdate({ target: tokenPairs.athleteId, set: row }).run(),
    );
  }

  function update(
    athleteId: number,
    set: Parameters<ReturnType<typeof db.update<typeof tokenPairs>>['set']>[0],
  ) {
    immediate(db, () => db.update(tokenPairs).set(set).where(of(athleteId)).run());
  }

  return {
    list: () => all.all().map(toConnection),
    find: (athleteId) => {
      const row = find(athleteId);
      return row && toConnection(row);
    },
    has: (athleteId) => find(athleteId) !== undefined,
    connect(athleteId, pair, scopes, now) {
      const before = find(athleteId);
      const at = toInstant(now);
      const dates = { connectedAt: at, refreshedAt: at, refusedAt: null };
      put({ athleteId, ...columns(pair), scope: scopes.join(','), ...dates, ...NO_PREVIOUS });
      return () => (before ? put(before) : this.remove(athleteId));
    },
    rotate: (athleteId, pair, now) => update(athleteId, rotated(pair, now)),
    confirm: (athleteId) => update(athleteId, NO_PREVIOUS),
    refuse: (athleteId, now) => update(athleteId, { refusedAt: toInstant(now) }),
    remove: (athleteId) => void immediate(db, () => db.delete(tokenPairs).where(of(athleteId)).run()),
    // Says again what the header of the file says, which is a write like any other.
    assertWritable: () =>
      void immediate(db, () => {
        const version = db.$client.pragma('user_version', { simple: true });
        db.$client.pragma(`user_version = ${version}`);
      }),
    hold() {
      this.assertWritable();
      return holdFile(path);
    },
    [Symbol.dispose]: () => void db.$client.close(),
  };
}
