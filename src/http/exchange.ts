import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { version } from '../package.ts';
import { NoAnswer, networkDetail } from './fault.ts';

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
  /** By lower-case name. */
  headers: IncomingMessage['headers'];
  text: string;
}

const unpack = promisify(gunzip);

async function readBody(response: IncomingMessage): Promise<string> {
  if (response.headers['content-encoding'] !== 'gzip') return text(response);
  const packed = await buffer(response);
  return packed.length === 0 ? '' : (await unpack(packed)).toString();
}

/** Takes what is wanted of an answer whose head has come. */
export type Receive<T> = (response: IncomingMessage) => Promise<T>;

function send<T>(request: HttpRequest, receive: Receive<T>, signal: AbortSignal): Promise<T> {
  const { method = 'GET', headers = {}, body } = request;
  const url = new URL(request.url);
  const form = body?.toString();
  const fixed = {
    accept: 'application/json',
    'accept-encoding': 'gzip',
    'user-agent': `athlete-archive/${version}`,
  };
  const typed = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = start(url, { method, headers: { ...fixed, ...typed, ...headers }, signal }, (response) =>
      receive(response).then(resolve, reject),
    );
    outgoing.on('error', reject);
    outgoing.end(form);
  });
}

// Codes by which Node blames the caller; all others come from the socket, the name look-up, TLS or decompression.
const OUR_MISTAKE = /^ERR_(INVALID|HTTP_INVALID|UNESCAPED)/;

function networkFault(what: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error) || OUR_MISTAKE.test(String(error.code))) return error;
  return new NoAnswer('network', what, networkDetail(String(error.code)), { cause: error });
}

/**
 * One HTTP request and what is taken of its answer, whatever its status; redirects are not followed.
 * It uses `node:https`, since `fetch` costs a worker that idles for an hour 15 MB (docs/decisions/0004).
 * @throws {NoAnswer} `network` or `timeout`; the signal's reason when it aborts.
 */
export async function exchangeWith<T>(request: HttpRequest, receive: Receive<T>): Promise<T> {
  const { what, timeoutMs = REQUEST_TIMEOUT_MS, signal } = request;
  signal?.throwIfAborted();
  // One controller and a timer of our own: on Node 20 a composite AbortSignal.any can be collected unfired.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new NoAnswer('timeout', what)), timeoutMs);
  const stop = () => controller.abort(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await send(request, receive, controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw networkFault(what, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** One HTTP request and its whole answer; as {@link exchangeWith}. */
export const exchange = (request: HttpRequest): Promise<HttpAnswer> =>
  exchangeWith(request, async (response) => {
    const { statusCode: status = 0, headers } = response;
    return { status, headers, text: await readBody(response) };
  });
