import type { SyncRuns, Trigger } from '../archive/sync-runs.ts';
import type { OnDeleted } from '../config.ts';
import type { Logger } from '../log.ts';
import type { AnyResource } from '../resources/resource.ts';
import type { Db } from '../sqlite/open.ts';
import type { BudgetState } from '../strava/budget.ts';
import type { StravaClient } from '../strava/client.ts';
import type { StravaClock } from '../strava/clock.ts';
import type { Media } from '../strava/media.ts';
import type { Candidate } from './planner.ts';
import type { OwnTurn } from './turns.ts';

/** What a pass works with. */
export interface PassContext {
  archive: Db;
  runs: SyncRuns;
  /** Strava's: all that a pass writes and plans goes by it. */
  clock: StravaClock;
  log: Logger;
  /** IANA name of the zone of `captured_on`; undefined for that of this machine. */
  zone: string | undefined;
  dataDir: string;
  /** What becomes of an activity that was deleted at Strava. */
  onDeleted: OnDeleted;
  /** What is archived, in order of priority; the owner may have left some out. */
  resources: readonly AnyResource[];
  /** Those of them that the athlete's permissions allow. */
  permitted(athleteId: number): readonly AnyResource[];
  /** Since when the athlete grants a scope without a break (UTC instant); undefined if they do not. */
  grantedSince(athleteId: number, scope: string): string | undefined;
  /** In how many days what is archived is read again; undefined for never. */
  rereadDays: number | undefined;
  /** After how many days a pass is forgotten; undefined for never. */
  keepRuns: number | undefined;
  /** After how many days what Strava said goes; undefined for never. */
  retentionDays: number | undefined;
  /** The connected athletes. */
  athleteIds(): number[];
  /** Whether this athlete is connected still. */
  isConnected(athleteId: number): boolean;
  /** From where files come. */
  media: Media;
  /** A client that asks as this athlete, its spending at nothing. */
  clientFor(athleteId: number): StravaClient;
  /** When the next request may go out, epoch milliseconds. */
  budgetOpensAt(): number;
  /** What is used of the request budget. */
  budget(): BudgetState;
  /** How many requests backfill may send now. */
  spendable(): number;
  /** When backfill may send the next one, epoch milliseconds. */
  backfillOpensAt(): number;
  /** Where the client finds the turn that it gives up while it waits for a window. */
  ownTurn: OwnTurn;
}

export interface PassOptions {
  trigger: Trigger;
  /** Only this athlete, and only the snapshots: the proof that `bootstrap` makes. */
  only?: number;
  /** Not these athletes: for them it went well already. */
  without?: readonly number[];
  signal?: AbortSignal | undefined;
  /** Begin no item after so many requests. */
  maxRequests?: number | undefined;
  /** Told before each item. */
  onItem?: (athleteId: number, candidate: Candidate) => void;
  /** Told when a pass of another process has to end first. */
  onWait?: () => void;
}
