import { openArchive } from './archive/open.ts';
import { createSyncRuns, type SyncRuns } from './archive/sync-runs.ts';
import { createAccessTokens } from './auth/access-tokens.ts';
import { type Credentials, openCredentials } from './auth/credentials.ts';
import { createTokenEndpoint, type TokenEndpoint } from './auth/token-endpoint.ts';
import { type Clock, systemClock, toInstant } from './clock.ts';
import type { ReadyConfig } from './config.ts';
import { REQUEST_TIMEOUT_MS } from './http/exchange.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './http/retry.ts';
import type { Logger } from './log.ts';
import { chosenResources, permittedResources } from './resources/choice.ts';
import type { Db } from './sqlite/open.ts';
import { waitForLock } from './sqlite/process-lock.ts';
import { type BudgetState, openAt } from './strava/budget.ts';
import { createBudgetStore } from './strava/budget-store.ts';
import { type AccessTokens, createClient, type StravaClient } from './strava/client.ts';
import { createStravaClock, type StravaClock } from './strava/clock.ts';
import { AFTER_BOUNDARY_MS, createGate } from './strava/gate.ts';
import { createMedia } from './strava/media.ts';
import { backfillOpensAt, spendable } from './strava/reserve.ts';
import type { PassContext } from './sync/context.ts';
import { type OwnTurn, waitAside } from './sync/turns.ts';

/** The two databases and what is read from them without Strava. */
export interface Stores extends Disposable {
  archive: Db;
  credentials: Credentials;
  runs: SyncRuns;
}

/** Everything the program is made of, put together once; disposing closes the databases. */
export interface App extends Stores {
  config: ReadyConfig;
  /** Strava's, as far as its answers have told. */
  clock: StravaClock;
  log: Logger;
  retry: RetryPolicy;
  endpoint: TokenEndpoint;
  /** Waits for the lock that lets one process at a time change tokens, here and at Strava. */
  tokenLock: (signal?: AbortSignal) => Promise<Disposable>;
  /** A client that asks with tokens that are not stored. */
  clientWith: (tokens: AccessTokens) => StravaClient;
  passContext: PassContext;
}

/** What the worker, tests and the demo set differently. */
export interface AppOverrides {
  clock?: Clock;
  retry?: RetryPolicy;
  timeoutMs?: number;
  /** Whether this process holds the place of the worker. */
  isWorker?: boolean;
}

/**
 * @param options `isWorker`: whether this process holds the place of the worker, which migrates what is older.
 * @throws {Failure} `archive` when a database cannot be used.
 */
export function openStores(dataDir: string, options: { isWorker?: boolean } = {}): Stores {
  const archive = openArchive(dataDir, options);
  try {
    const credentials = openCredentials(dataDir, options);
    return {
      archive,
      credentials,
      runs: createSyncRuns(archive),
      [Symbol.dispose]() {
        credentials[Symbol.dispose]();
        archive.$client.close();
      },
    };
  } catch (error) {
    archive.$client.close();
    throw error;
  }
}

type OpensAt = typeof backfillOpensAt;

/** A window that opens later is entered a little after its boundary, so that Strava's clock has passed it too. */
const safely =
  (opensAt: OpensAt): OpensAt =>
  (state, now, athletes) => {
    const at = opensAt(state, now, athletes);
    return at > now ? at + AFTER_BOUNDARY_MS : at;
  };

/** @throws {Failure} `archive` when a database cannot be used. */
export function createApp(config: ReadyConfig, log: Logger, overrides: AppOverrides = {}): App {
  const { clock: own = systemClock, retry = DEFAULT_RETRY, timeoutMs = REQUEST_TIMEOUT_MS } = overrides;
  const { dataDir, apiUrl, oauthUrl, zoneSet: zone } = config;
  const chosen = chosenResources(config.archive);
  const stores = openStores(dataDir, overrides);
  const { archive, credentials, runs } = stores;
  const clock = createStravaClock(own, runs.lastEnd());
  const budget = createBudgetStore(archive, config.app.clientId);
  const endpoint = createTokenEndpoint(oauthUrl, config.app, {
    timeoutMs,
    now: () => own.now(),
    heard: clock.heard,
  });
  const ownTurn: OwnTurn = { current: undefined };
  const gate = createGate(budget, clock, {
    onWait: (until) =>
      log.info({ until: toInstant(until) }, 'Waiting for the next quarter hour: this one is used up'),
    aside: (wait, signal) => waitAside(ownTurn, wait, signal),
  });
  const media = createMedia({ dataDir, apiUrl, clock, log, retry, timeoutMs });
  const tokenLock = (signal?: AbortSignal) => waitForLock(dataDir, 'refresh', { clock, signal });

  const clientWith = (tokens: AccessTokens) =>
    createClient({ apiUrl, tokens, gate, clock, log, retry, timeoutMs });

  function clientFor(athleteId: number): StravaClient {
    // The client tries a request again together with the refresh that it needed.
    const once = { ...retry, tries: 1 };
    const lock = tokenLock;
    // By the clock of this machine: a token lives on while Strava's time is not known yet, or found to be another.
    const tokens = createAccessTokens({
      ...{ athleteId, credentials, endpoint, log, lock },
      clock: own,
      retry: once,
    });
    return clientWith(tokens);
  }

  const scopesOf = (athleteId: number) => credentials.find(athleteId)?.scopes ?? [];
  const permitted = (athleteId: number) => permittedResources(chosen, scopesOf(athleteId));
  const grantedSince = (athleteId: number, scope: string) => {
    const { scopes = [], connectedAt } = credentials.find(athleteId) ?? {};
    return scopes.includes(scope) ? connectedAt : undefined;
  };
  const athleteIds = () => credentials.list().map((connection) => connection.athleteId);
  const atNow = <T>(ask: (state: BudgetState, now: number, athletes: number) => T) => {
    const now = clock.now();
    return ask(budget.read(now), now, Math.max(1, athleteIds().length));
  };
  const passContext: PassContext = {
    ...{ archive, media, runs, clock, log, zone, dataDir, athleteIds, clientFor },
    ...{ resources: chosen, permitted, grantedSince, isConnected: credentials.has, ownTurn },
    ...{ rereadDays: config.rereadDays, onDeleted: config.onDeleted },
    ...{ keepRuns: config.keepRuns, retentionDays: config.retentionDays },
    budget: () => budget.read(clock.now()),
    budgetOpensAt: () => atNow(openAt),
    spendable: () => atNow(spendable),
    backfillOpensAt: () => atNow(safely(backfillOpensAt)),
  };
  return { ...stores, config, clock, log, retry, endpoint, tokenLock, clientWith, passContext };
}
