import { type Clock, HOUR_MS, toInstant } from '../clock.ts';
import { Failure, sentence } from '../errors.ts';
import type { RequestFault } from '../http/fault.ts';
import { type RetryPolicy, withRetries } from '../http/retry.ts';
import type { Logger } from '../log.ts';
import { command } from '../package.ts';
import type { Secret } from '../secret.ts';
import { StravaFault } from '../strava/fault.ts';
import type { Connection, Credentials } from './credentials.ts';
import type { TokenEndpoint, TokenPair } from './token-endpoint.ts';
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

/** A signal that aborts `ms` milliseconds after the given one. */
function delayedSignal(
  signal: AbortSignal | undefined,
  ms: number,
): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => controller.abort(signal?.reason), ms);
  };
  signal?.addEventListener('abort', start, { once: true });
  const clear = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', start);
  };
  return { signal: controller.signal, clear };
}

const isRefused = (error: unknown): error is StravaFault =>
  error instanceof StravaFault && error.fault === 'invalid_grant';

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
    if (!refusedAt || clock.now() - Date.parse(refusedAt) >= ASK_AGAIN_AFTER_MS) return;
    throw new StravaFault('invalid_grant', 'refresh', { detail: `refused at ${refusedAt}` });
  }

  /** Whether the pair that a refresh began with is still the stored one; `bootstrap` may have brought another. */
  const isStored = ({ pair }: Connection) => load().pair.refreshToken.equals(pair.refreshToken);

  /** Asks for the next pair and commits it; a stop may prevent a try but never loses an answer. */
  async function askAndCommit(
    connection: Connection,
    refreshToken: Secret,
    signal?: AbortSignal,
  ): Promise<TokenPair> {
    let committed: TokenPair | undefined;
    const attempt = async () => {
      credentials.assertWritable();
      const grace = delayedSignal(signal, STOP_GRACE_MS);
      try {
        const pair = await endpoint.refresh(refreshToken, grace.signal);
        committed = pair;
        const store = () => isStored(connection) && credentials.rotate(athleteId, pair, clock.now());
        await untilStored(store, { clock, onWait });
      } finally {
        grace.clear();
      }
    };
    const onWait = (failure: Failure) =>
      log.error(
        { reason: sentence(failure) },
        'The new token pair cannot be stored yet; trying until it can',
      );
    const onRetry = ({ fault }: RequestFault, tries: number) =>
      log.warn({ fault, attempt: tries }, 'Trying the token refresh again');
    await withRetries(attempt, { policy: retry, signal, onRetry });
    if (!committed) throw new Error('A refresh ended without a pair.');
    log.info({ expires: toInstant(committed.expiresAt * 1_000) }, 'Access token refreshed');
    return committed;
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
      confirmed = token;
      const connection = credentials.find(athleteId);
      if (connection?.previous && connection.pair.accessToken.equals(token)) credentials.confirm(athleteId);
    },
  };
}
