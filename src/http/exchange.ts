import { version } from '../package.ts';
import { StravaFault } from './fault.ts';

/** How long one request may take, from the call to the last byte of the answer. */
export const REQUEST_TIMEOUT_MS = 30_000;

export interface HttpRequest {
  url: string | URL;
  /** For messages: `GET /athlete`; never the query, which may hold a code. */
  what: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: URLSearchParams;
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
}

// Other TypeErrors of fetch are our own mistakes, such as a header it refuses.
const UNDICI_SAYS = new Set(['fetch failed', 'terminated']);

function networkFault(what: string, error: TypeError): StravaFault {
  const cause = error.cause as { code?: unknown } | undefined;
  return new StravaFault('network', what, {
    detail: typeof cause?.code === 'string' ? cause.code : error.message,
  });
}

/**
 * One HTTP request and its whole answer, whatever its status.
 * @throws {StravaFault} `network` or `timeout`; the signal's reason when it aborts.
 */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const { url, what, method = 'GET', headers = {}, body, timeoutMs = REQUEST_TIMEOUT_MS, signal } = request;
  signal?.throwIfAborted();
  // One controller and a timer of our own: on Node 20 a composite AbortSignal.any can be collected unfired.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new StravaFault('timeout', what)), timeoutMs);
  const stop = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const response = await fetch(url, {
      method,
      headers: { accept: 'application/json', 'user-agent': `athlete-archive/${version}`, ...headers },
      redirect: 'manual',
      signal: controller.signal,
      ...(body ? { body } : {}),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    controller.signal.throwIfAborted();
    if (error instanceof TypeError && UNDICI_SAYS.has(error.message)) throw networkFault(what, error);
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
