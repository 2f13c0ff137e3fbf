import { type Clock, HOUR_MS, MINUTE_MS, toInstant } from '../clock.ts';
import { Failure, sentence } from '../errors.ts';
import type { RequestFault } from '../http/fault.ts';
import { type RetryPolicy, withRetries } from '../http/retry.ts';
import type { Logger } from '../log.ts';
import { command } from '../package.ts';
import type { Secret } from '../secret.ts';
import { StravaFault } from '../strava/fault.ts';
import type { Connection } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { delayedSignal } from './delayed-signal.ts';
import type { HeldCredentials } from './held-credentials.ts';
import { type Refreshed, TOKEN, type TokenEndpoint, type TokenPair } from './token-endpoint.ts';
import { untilStored } from './until-stored.ts';

// A pass must not start with a token that runs out in it.
const REFRESH_BEFORE_MS = 600_000;
// A pair that Strava refused is not offered again at every pass.
const ASK_AGAIN_AFTER_MS = 6 * HOUR_MS;
// On a stop, a refresh under way may still bring a rotated pair: it gets this long to arrive.
const STOP_GRACE_MS = 3_000;

export interface AccessTokenOptions {
  athleteId: number;
  credentials: Credentials;
  endpoint: TokenEndpoint;
  clock: Clock;
  log: Logger;
  retry: RetryPolicy;
  /** Waits for the lock that lets one process at a time refresh. */
  lock: (signal?: AbortSignal) => Promise<Disposable>;
}

const isRefused = (error: unknown): error is StravaFault =>
  error instanceof StravaFault && error.fault === 'invalid_grant';

/**
 * The pair after a refresh. What did not come stays what it was: a refresh token that Strava did not replace, and an
 * access token that is good for nothing any more.
 */
function nextPair(before: TokenPair, asked: Secret, came: Refreshed): TokenPair {
  const { accessToken, refreshToken = asked, expiresAt } = came;
  return accessToken ? { accessToken, refreshToken, expiresAt } : { ...before, refreshToken, expiresAt: 0 };
}

/** Stores in the transaction that was held for it; should that fail, in any later one. */
const firstIn = (first: () => unknown, later: () => unknown) => {
  let tried = false;
  return () => {
    if (tried) return later();
    tried = true;
    return first();
  };
};

/**
 * Access tokens for one athlete, refreshed when less than ten minutes remain or Strava refuses one.
 * One process refreshes at a time; a new pair is on disk before it is used.
 */
export function createAccessTokens(options: AccessTokenOptions) {
  const { athleteId, credentials, endpoint, clock, log, retry, lock } = options;
  let confirmed: Secret | undefined;

  function load(): Connection {
    const connection = credentials.find(athleteId);
    if (connection) return connection;
    throw new Failure(
      'not_connected',
      `Athlete ${athleteId} is not connected.`,
      `Run ${command('bootstrap')}.`,
    );
  }

  const remaining = ({ pair }: Connection) => pair.expiresAt * 1_000 - clock.now();
  const isFresh = (connection: Connection) => remaining(connection) >= REFRESH_BEFORE_MS;

  function assertNotRefused({ refusedAt }: Connection): void {
    // A refusal that lies in the future was noted by a clock that has been set back since.
    const ago = clock.now() - Date.parse(refusedAt ?? '');
    if (!refusedAt || ago >= ASK_AGAIN_AFTER_MS || ago < -MINUTE_MS) return;
    throw new StravaFault('invalid_grant', 'refresh', { detail: `refused at ${refusedAt}` });
  }

  /** Whether the pair that a refresh began with is still the stored one; `bootstrap` may have brought another. */
  const isStored = ({ pair }: Connection) => load().pair.refreshToken.equals(pair.refreshToken);

  /** Commits what came, and only then says what was wrong with it. */
  async function commit(
    connection: Connection,
    asked: Secret,
    came: Refreshed,
    held: HeldCredentials,
  ): Promise<TokenPair> {
    const now = clock.now();
    const pair = nextPair(connection.pair, asked, came);
    const store = firstIn(
      () => held.rotate(athleteId, pair, now),
      () => isStored(connection) && credentials.rotate(athleteId, pair, now),
    );
    const onWait = (failure: Failure) =>
      log.error(
        { reason: sentence(failure) },
        'The new token pair cannot be stored yet; trying until it can',
      );
    await untilStored(store, { clock, onWait });
    if (!came.accessToken) throw new StravaFault('wrong_shape', TOKEN, { status: 200, of: 'token' });
    return pair;
  }

  /** One request for the next pair, begun only when the answer can be stored. */
  async function askOnce(
    connection: Connection,
    refreshToken: Secret,
    signal?: AbortSignal,
  ): Promise<TokenPair> {
    using held = credentials.hold();
    const stored = load();
    if (!stored.pair.refreshToken.equals(connection.pair.refreshToken)) return stored.pair;
    const grace = delayedSignal(signal, STOP_GRACE_MS);
    try {
      const came = await endpoint.refresh(refreshToken, grace.signal);
      return await commit(connection, refreshToken, came, held);
    } finally {
      grace.clear();
    }
  }

  /** Asks for the next pair and commits it; a stop may prevent a try but never loses an answer. */
  async function askAndCommit(
    connection: Connection,
    refreshToken: Secret,
    signal?: AbortSignal,
  ): Promise<TokenPair> {
    const onRetry = ({ fault }: RequestFault, tries: number) =>
      log.warn({ fault, attempt: tries }, 'Trying the token refresh again');
    const attempt = () => askOnce(connection, refreshToken, signal);
    const pair = await withRetries(attempt, { policy: retry, signal, onRetry });
    log.info({ expires: toInstant(pair.expiresAt * 1_000) }, 'Access token refreshed');
    return pair;
  }

  /** The current refresh token, and once the one before it: its answer may have been lost on the way here. */
  async function refreshWith(connection: Connection, signal?: AbortSignal): Promise<TokenPair> {
    const { pair, previous } = connection;
    try {
      return await askAndCommit(connection, pair.refreshToken, signal);
    } catch (error) {
      if (!isRefused(error) || !previous || previous.refreshToken.equals(pair.refreshToken)) throw error;
      return askAndCommit(connection, previous.refreshToken, signal);
    }
  }

  async function refresh(isGood: (connection: Connection) => boolean, signal?: AbortSignal): Promise<Secret> {
    using _held = await lock(signal);
    const connection = load();
    if (isGood(connection)) return connection.pair.accessToken;
    assertNotRefused(connection);
    try {
      return (await refreshWith(connection, signal)).accessToken;
    } catch (error) {
      if (isRefused(error) && isStored(connection)) credentials.refuse(athleteId, clock.now());
      throw error;
    }
  }

  return {
    /**
     * A token that is good for at least ten minutes.
     * @throws {StravaFault} `invalid_grant` when the authorization is lost, or what kept the refresh from an answer.
     */
    async get(signal?: AbortSignal): Promise<Secret> {
      const connection = load();
      assertNotRefused(connection);
      return isFresh(connection) ? connection.pair.accessToken : refresh(isFresh, signal);
    },
    /** Another token than `refused`: the one that another process has stored, or a new one. */
    renew(refused: Secret, signal?: AbortSignal): Promise<Secret> {
      return refresh(({ pair }) => !pair.accessToken.equals(refused), signal);
    },
    /** Told that Strava accepted `token`: the pair before it is no longer needed. */
    worked(token: Secret): void {
      if (confirmed?.equals(token)) return;
      const connection = credentials.find(athleteId);
      try {
        if (connection?.previous && connection.pair.accessToken.equals(token)) credentials.confirm(athleteId);
        confirmed = token;
      } catch (error) {
        // Locked by somebody: the pair before stays until a later answer, which costs nothing.
        if (!(error instanceof Failure && error.kind === 'archive')) throw error;
      }
    },
  };
}
