import type { SyncRun } from '../archive/sync-runs.ts';
import type { DerivedProgress } from '../resources/activity/derived.ts';
import type { Shortfall } from '../resources/activity/totals.ts';
import type { Remaining, ResourceProgress } from '../sync/progress.ts';
import { counted } from '../words.ts';
import type { Health } from '../worker/health.ts';
import type { Holder } from '../worker/instance.ts';

/** How far a list was read, page by page. */
export interface ListStatus {
  resource: string;
  /** How often it was read to its end with the same result, counted up to 2. */
  readings: number;
  /** When it was last read to its end. */
  readAt: string | null;
  /** The page that comes next, while it is read. */
  page: number | null;
  /** From when on it is read once more, or its next page; null when two readings agreed and none goes on. */
  readAgainAt: string | null;
  /** What was odd about it. */
  note: string | null;
}

/** A resource of which Strava gives nothing. */
export interface ClosedStatus {
  resource: string;
  /** In words. */
  reason: string;
  since: string;
  /** When one item is asked for, to see whether that has changed. */
  askedAt: string | null;
}

export interface AthleteStatus {
  id: number;
  name: string;
  connectedAt: string;
  scopes: string[];
  /** `valid`, `expired` (the next pass refreshes it) or `refused` (bootstrap is needed). */
  token: 'valid' | 'expired' | 'refused';
  tokenExpiresAt: string;
  lastRun: SyncRun | null;
  lastGoodRun: SyncRun | null;
  /** How complete each resource is. */
  coverage: ResourceProgress[];
  /** How far what is condensed from points is made. */
  derived: DerivedProgress;
  /** How far each list was read; none before its first page. */
  lists: ListStatus[];
  /** Of which resources Strava gives nothing; their items are `not_applicable` meanwhile. */
  closed: ClosedStatus[];
  /** Sports of which Strava counts more activities than the archive has, once the list was read: a hint. */
  shortfalls: Shortfall[];
  /** What is still to be asked for; null without the API application in the configuration. */
  remaining: {
    requests: number;
    /** Null while the list is not read to its end: until then nobody knows how much there is. */
    finishesAt: string | null;
    limits: Remaining['limits'];
    /** Of that, what comes before the rest: details, streams and all else that is no extra. */
    first: { requests: number; finishesAt: string | null };
  } | null;
}

/** How an archive stands; instants are UTC. */
export interface Standing {
  /** The path of the archive that it speaks of. */
  archive: string;
  athletes: AthleteStatus[];
  schedule: { cron: string; words: string; zone: string; nextRun: string | null };
  /** After how many days what came through the API goes; null for never. */
  retentionDays: number | null;
  worker: Holder | 'unknown' | null;
  /** What `/healthz` would say. */
  health: Health;
  budget: { window: string; left: number; resetsAt: string }[];
  files: { path: string; bytes: number }[];
}

/** What `status --json` prints. */
export interface Status extends Standing {
  rows: Record<string, number>;
}

/** For how long things are kept, in words; undefined for ever. */
export const keepingText = ({ retentionDays }: Pick<Standing, 'retentionDays'>): string | undefined =>
  retentionDays === null
    ? undefined
    : `${counted(retentionDays, 'day')}, as RETENTION_DAYS says; what is older is erased`;
