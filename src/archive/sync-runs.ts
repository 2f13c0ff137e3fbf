import { and, desc, eq, inArray, isNull, lt, lte, max, ne, notInArray, sql } from 'drizzle-orm';
import { DAY_MS, MINUTE_MS, toInstant } from '../clock.ts';
import { scrub } from '../secret.ts';
import { type Db, immediate } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { syncRuns } from './tables.ts';

/** Why a pass ran. */
export type Trigger = 'bootstrap' | 'schedule' | 'catch-up' | 'retry' | 'connected' | 'command' | 'backfill';

/**
 * How a pass ended: `ok` if snapshots and lists were good and nothing ended it early, `partial` or `failed` by what time
 * mends. `interrupted` is written later, over a pass whose process died.
 */
export type Outcome =
  | 'ok'
  | 'partial'
  | 'failed'
  | 'unauthorized'
  | 'inactive'
  | 'misconfigured'
  | 'budget'
  | 'stopped'
  | 'interrupted';

const FOR_A_PERSON: readonly unknown[] = ['unauthorized', 'inactive', 'misconfigured'] satisfies Outcome[];

/** Whether a pass that ended so needs a person to mend something; the network and Strava's own troubles pass by themselves. */
export const isForAPerson = (outcome: string | null | undefined): boolean => FOR_A_PERSON.includes(outcome);

export type SyncRun = typeof syncRuns.$inferSelect;

export interface RunEnd {
  outcome: Outcome;
  requests: number;
  retries: number;
  /** How many items were archived. */
  items?: number;
  error?: string | undefined;
  /** Epoch milliseconds. */
  resumeAt?: number | undefined;
  /** When it began, if that is known better now than at its start; epoch milliseconds. */
  startedAt?: number;
}

/** The book of passes, for who reads it. */
export interface RunsReader {
  /** When the last run ended in which Strava's answers told the time, epoch milliseconds. */
  lastEnd(): number | undefined;
  /** When Strava was last asked, if all that it has said since is that the application is inactive; epoch milliseconds. */
  inactiveAt(): number | undefined;
  /** The last pass; backfill between passes does not count as one. */
  last(athleteId: number): SyncRun | undefined;
  /** The last stretch of backfill. */
  lastBackfill(athleteId: number): SyncRun | undefined;
  /** The last ones of passes and backfill, the latest first. */
  recent(athleteId: number, limit: number): SyncRun[];
  /**
   * The last good pass.
   * @param until epoch milliseconds: a pass that began minutes later, by a clock that was ahead, proves nothing.
   */
  lastOk(athleteId: number, until?: number): SyncRun | undefined;
}

/** The book of passes. */
export interface SyncRuns extends RunsReader {
  start(athleteId: number, trigger: Trigger, now: number): number;
  finish(id: number, end: RunEnd, now: number): void;
  /**
   * Deletes passes that began so many days before the newest one that Strava answered; of each athlete and outcome the last one stays.
   */
  forgetOld(days: number): void;
  /** Marks passes that never finished; call it only while no pass can be running. */
  closeInterrupted(now: number): void;
}

/** Not by the index of the athlete, from which all would have to be sorted. */
const ofAthlete = (athleteId: number) => sql`+${syncRuns.athleteId} = ${athleteId}`;

export function readSyncRuns(db: Reader): RunsReader {
  const isPass = ne(syncRuns.trigger, 'backfill');
  const latest = (athleteId: number, ...more: Parameters<typeof and>) =>
    db
      .select()
      .from(syncRuns)
      .where(and(ofAthlete(athleteId), ...more))
      // As they came, which no clock can change.
      .orderBy(desc(syncRuns.id))
      .limit(1)
      .get();
  return {
    recent: (athleteId, limit) =>
      db.select().from(syncRuns).where(ofAthlete(athleteId)).orderBy(desc(syncRuns.id)).limit(limit).all(),
    lastEnd() {
      const columns = { finishedAt: syncRuns.finishedAt };
      const answered = inArray(syncRuns.outcome, ['ok', 'partial']);
      const run = db.select(columns).from(syncRuns).where(answered).orderBy(desc(syncRuns.id)).limit(1).get();
      return run?.finishedAt ? Date.parse(run.finishedAt) : undefined;
    },
    inactiveAt() {
      const newest = (...conditions: Parameters<typeof and>) =>
        db
          .select()
          .from(syncRuns)
          .where(and(...conditions))
          .orderBy(desc(syncRuns.id))
          .limit(1)
          .get();
      const telling = newest(inArray(syncRuns.outcome, ['ok', 'partial', 'inactive']));
      if (telling?.outcome !== 'inactive') return undefined;
      // It may have been asked since in vain; when one that was killed did so, nobody knows but its beginning.
      const run = newest() ?? telling;
      const isKilled = run.outcome === null || run.outcome === 'interrupted';
      return Date.parse((isKilled ? null : run.finishedAt) ?? run.startedAt);
    },
    last: (athleteId) => latest(athleteId, isPass),
    lastBackfill: (athleteId) => latest(athleteId, eq(syncRuns.trigger, 'backfill')),
    lastOk: (athleteId, until) =>
      latest(
        athleteId,
        isPass,
        eq(syncRuns.outcome, 'ok'),
        until === undefined ? undefined : lte(syncRuns.startedAt, toInstant(until + MINUTE_MS)),
      ),
  };
}

export function createSyncRuns(db: Db): SyncRuns {
  const reader = readSyncRuns(db);
  return {
    ...reader,
    start: (athleteId, trigger, now) =>
      immediate(db, () =>
        db
          .insert(syncRuns)
          .values({ athleteId, trigger, startedAt: toInstant(now) })
          .returning({ id: syncRuns.id })
          .get(),
      ).id,
    finish(id, { outcome, requests, retries, items, error, resumeAt, startedAt }, now) {
      const set = {
        outcome,
        requests,
        retries,
        items: items ?? null,
        finishedAt: toInstant(now),
        error: error === undefined ? null : scrub(error),
        resumeAt: resumeAt === undefined ? null : toInstant(resumeAt),
        ...(startedAt === undefined ? {} : { startedAt: toInstant(startedAt) }),
      };
      immediate(db, () => db.update(syncRuns).set(set).where(eq(syncRuns.id, id)).run());
    },
    forgetOld(days) {
      const newest = reader.lastEnd();
      if (newest === undefined) return;
      // By whole days, so that most passes delete nothing; by what Strava's answers told, which no clock here can change.
      const before = toInstant(newest - days * DAY_MS).slice(0, 10);
      const isOld = lt(syncRuns.startedAt, before);
      if (!db.select({ id: syncRuns.id }).from(syncRuns).where(isOld).limit(1).get()) return;
      const last = db
        .select({ id: max(syncRuns.id) })
        .from(syncRuns)
        .groupBy(syncRuns.athleteId, syncRuns.outcome);
      immediate(db, () =>
        db
          .delete(syncRuns)
          .where(and(isOld, notInArray(syncRuns.id, last)))
          .run(),
      );
    },
    closeInterrupted(now) {
      const set = { outcome: 'interrupted', finishedAt: toInstant(now) };
      immediate(db, () => db.update(syncRuns).set(set).where(isNull(syncRuns.outcome)).run());
    },
  };
}
