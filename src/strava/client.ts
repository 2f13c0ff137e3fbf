import type { HttpAnswer } from '../http/exchange.ts';
import { type RetryPolicy, withRetries } from '../http/retry.ts';
import type { Logger } from '../log.ts';
import type { Secret } from '../secret.ts';
import { parseBody } from './body.ts';
import { type ReportedUsage, readUsage } from './budget.ts';
import type { StravaClock } from './clock.ts';
import { exchangeWithStrava } from './exchange.ts';
import { faultOf, StravaFault } from './fault.ts';
import type { Gate } from './gate.ts';

/** As whom the client asks. */
export interface AccessTokens {
  /** A token that is good for the next minutes. */
  get(signal?: AbortSignal): Promise<Secret>;
  /** Another token than the one that Strava just refused. */
  renew(refused: Secret, signal?: AbortSignal): Promise<Secret>;
  /** Told that Strava accepted this token. */
  worked(token: Secret): void;
}

/** A GET below the API address. */
export interface ApiRequest {
  path: string;
  query?: Record<string, string | number>;
}

/** How to ask. */
export interface Asking {
  signal?: AbortSignal | undefined;
  /** What the body is to be: JSON by default. */
  as?: 'json' | 'text';
}

export interface ApiAnswer {
  /** The parsed body; undefined for a text. */
  json: unknown;
  /** The body exactly as received. */
  raw: string;
  /** Epoch milliseconds of Strava's clock. */
  fetchedAt: number;
}

/** What a client has spent so far. */
export interface Spending {
  requests: number;
  retries: number;
}

export interface StravaClient {
  /**
   * One answer of 2xx, after retries, a token refresh or a wait for the budget where they help.
   * @throws {StravaFault} what Strava or the network did instead; {@link BudgetSpent}; the signal's reason.
   */
  get(request: ApiRequest, asking?: Asking): Promise<ApiAnswer>;
  readonly spending: Readonly<Spending>;
}

export interface ClientOptions {
  apiUrl: string;
  tokens: AccessTokens;
  gate: Gate;
  clock: StravaClock;
  log: Logger;
  retry: RetryPolicy;
  timeoutMs: number;
}

/** Whether the API itself answered, rather than a cache, a proxy or a network that wants a login. */
const isOfStrava = ({ headers, status }: HttpAnswer) =>
  headers.age === undefined &&
  (headers['x-ratelimit-limit'] !== undefined ||
    (status === 200 && /json/.test(headers['content-type'] ?? '')));

/** A client that asks as one athlete. */
export function createClient(options: ClientOptions): StravaClient {
  const { apiUrl, tokens, gate, clock, log, retry, timeoutMs } = options;
  const spending: Spending = { requests: 0, retries: 0 };
  const ownNow = () => clock.now() - clock.ahead;

  function addressOf(request: ApiRequest): URL {
    const url = new URL(apiUrl + request.path);
    for (const [name, value] of Object.entries(request.query ?? {}))
      url.searchParams.set(name, String(value));
    return url;
  }

  async function send(request: ApiRequest, token: Secret, signal?: AbortSignal): Promise<HttpAnswer> {
    const url = addressOf(request);
    const charged = await gate.enter(signal);
    spending.requests += 1;
    const authorization = `Bearer ${token.reveal()}`;
    const what = `GET ${request.path}`;
    let reported: ReportedUsage[] = [];
    const sentAt = ownNow();
    try {
      const answer = await exchangeWithStrava({ url, what, headers: { authorization }, timeoutMs, signal });
      reported = readUsage(answer.headers);
      if (isOfStrava(answer)) clock.heard(answer.headers.date, { sentAt, receivedAt: ownNow() });
      return answer;
    } finally {
      // Without an answer too: the request may have crossed into the next window.
      gate.settle(charged, reported);
    }
  }

  async function ask(request: ApiRequest, token: Secret, { signal, as }: Asking): Promise<ApiAnswer> {
    const what = `GET ${request.path}`;
    const { status, text, headers } = await send(request, token, signal);
    if (status < 200 || status > 299)
      throw faultOf(what, status, text, { location: headers.location, url: addressOf(request).href });
    tokens.worked(token);
    const json = as === 'text' ? undefined : parseBody(what, status, text);
    return { json, raw: text, fetchedAt: clock.now() };
  }

  /** What a retry cannot mend but something else can: a 401 by one refresh, a 429 by one wait. */
  async function askPatiently(request: ApiRequest, asking: Asking): Promise<ApiAnswer> {
    const { signal } = asking;
    await gate.opened(signal);
    let token = await tokens.get(signal);
    const tried = new Set<string>();
    for (;;) {
      try {
        return await ask(request, token, asking);
      } catch (error) {
        const fault = error instanceof StravaFault ? error.fault : '';
        if (fault === 'rate_limited') gate.refused();
        if (!(fault === 'rate_limited' || fault === 'unauthorized') || tried.has(fault)) throw error;
        tried.add(fault);
        log.info({ fault, path: request.path }, 'Strava refused a request');
        if (fault === 'unauthorized') token = await tokens.renew(token, signal);
        // The wait for a new window is the gate's.
      }
    }
  }

  return {
    spending,
    get(request, asking = {}) {
      return withRetries(() => askPatiently(request, asking), {
        policy: retry,
        signal: asking.signal,
        onRetry(fault, attempt) {
          spending.retries += 1;
          log.warn({ fault: fault.fault, path: request.path, attempt }, 'Trying a request again');
        },
      });
    },
  };
}
