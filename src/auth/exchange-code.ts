import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';
import { type RetryPolicy, withRetries } from '../http/retry.ts';
import { command } from '../package.ts';
import type { Secret } from '../secret.ts';
import { StravaFault } from '../strava/fault.ts';
import type { Exchanged, TokenEndpoint } from './token-endpoint.ts';

// A code exchanged within milliseconds is sometimes "invalid" and works about 2 s later (StravaPHP#96).
const CODE_SETTLES_MS = 2_000;

export interface ExchangeOptions {
  endpoint: TokenEndpoint;
  clock: Clock;
  retry: RetryPolicy;
  signal?: AbortSignal | undefined;
}

const isInvalidGrant = (error: unknown) => error instanceof StravaFault && error.fault === 'invalid_grant';

/**
 * Exchanges an authorization code for a token pair, trying once more after two seconds if Strava calls it invalid.
 * @throws {Failure} `not_connected` for a code that was used or has expired; {@link StravaFault} otherwise.
 */
export async function exchangeCode(code: Secret, options: ExchangeOptions): Promise<Exchanged> {
  const { endpoint, clock, retry, signal } = options;
  // Once a code is on its way it may be used up, so a stop does not cut the request off.
  const attempt = () => withRetries(() => endpoint.exchangeCode(code), { policy: retry });
  try {
    try {
      return await attempt();
    } catch (error) {
      if (!isInvalidGrant(error)) throw error;
      await clock.sleep(CODE_SETTLES_MS, signal);
      return await attempt();
    }
  } catch (error) {
    if (!isInvalidGrant(error)) throw error;
    throw new Failure(
      'not_connected',
      'Strava did not accept the code: it was used already or has expired.',
      `Run ${command('bootstrap')} again and come back from the browser within a few minutes.`,
      { cause: error },
    );
  }
}
