import type { IncomingMessage } from 'node:http';
import type { Clock } from '../clock.ts';
import { exchangeWith } from '../http/exchange.ts';
import { NoAnswer } from '../http/fault.ts';
import { type RetryPolicy, withRetries } from '../http/retry.ts';
import type { Logger } from '../log.ts';
import { type FaultClass, StravaFault } from './fault.ts';
import { type MediaFile, PartFile } from './media-file.ts';

/** No picture is larger. */
const MOST_BYTES = 50 * 1024 * 1024;
const MOST_REDIRECTS = 3;
/** A picture may take so many times as long as an answer. */
const PATIENCE = 4;
/** So much of a file tells what it is. */
const HEAD_BYTES = 256;

/** What a picture begins with, by the extension of its file. */
const KINDS: readonly (readonly [extension: string, RegExp])[] = [
  ['jpg', /^\xff\xd8\xff/],
  ['png', /^\x89PNG\r\n/],
  ['gif', /^GIF8[79]a/],
  ['webp', /^RIFF.{4}WEBP/s],
  ['heic', /^.{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1)/s],
];
const PAGE = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml)/i;

/** Fetches files of athletes, which lie outside of the API and need no authorization. */
export interface Media {
  /**
   * Fetches a picture, after retries where they help, and keeps it below the data directory.
   * @throws {StravaFault} what came instead; {@link Failure} `archive`; the signal's reason.
   */
  get(url: string, signal?: AbortSignal): Promise<{ file: MediaFile; fetchedAt: number }>;
}

export interface MediaOptions {
  dataDir: string;
  /** Its origin is asked without TLS too: a simulated Strava's. */
  apiUrl: string;
  clock: Clock;
  log: Logger;
  retry: RetryPolicy;
  timeoutMs: number;
}

/** An address for messages, without what may let somebody in. */
export function describeMedia(url: string): string {
  if (!URL.canParse(url)) return 'a photo at an address that cannot be read';
  const { origin, pathname } = new URL(url);
  return `GET ${origin}${pathname}`;
}

const mediaFault = (fault: FaultClass, what: string, status: number, detail = '') =>
  new StravaFault(fault, what, { status, detail, of: 'media' });

function classOf(status: number): FaultClass {
  // Whoever serves files to all the world says "too many" for its own reasons; later it may not.
  if (status >= 500 || status === 429) return 'server';
  if (status === 404 || status === 410) return 'not_found';
  if (status >= 300 && status <= 399) return 'redirect';
  return status === 401 || status === 403 ? 'forbidden' : 'rejected';
}

/** What it is by its first bytes. @throws {StravaFault} for what is no picture. */
function kindOf(head: Buffer, what: string, status: number): string {
  const text = head.toString('latin1');
  const kind = KINDS.find(([, begins]) => begins.test(text));
  if (kind) return kind[0];
  if (head.length === 0) throw mediaFault('malformed', what, status, 'it is empty');
  if (PAGE.test(text)) throw mediaFault('page', what, status);
  throw mediaFault('wrong_shape', what, status, 'no picture of a known kind');
}

/** @throws {StravaFault} `wrong_shape` as soon as more comes than any picture has. */
async function receive(response: IncomingMessage, part: PartFile, what: string): Promise<string> {
  const { statusCode: status = 0, headers } = response;
  const tooMuch = () => mediaFault('wrong_shape', what, status, `more than ${MOST_BYTES} bytes`);
  if (Number(headers['content-length']) > MOST_BYTES) throw tooMuch();
  await part.open();
  let head = Buffer.alloc(0);
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (part.bytes + chunk.length > MOST_BYTES) throw tooMuch();
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
    await part.write(chunk);
  }
  return kindOf(head, what, status);
}

/** @throws {StravaFault} as {@link Media.get}, without trying again. */
export function createMedia({ dataDir, apiUrl, clock, log, retry, timeoutMs }: MediaOptions): Media {
  const { origin: own } = new URL(apiUrl);
  const isAllowed = ({ protocol, origin, username }: URL) =>
    (protocol === 'https:' || origin === own) && username === '';

  /** @returns the file, or the address to which this one redirects. */
  async function ask(url: URL, what: string, signal?: AbortSignal): Promise<MediaFile | string> {
    const part = new PartFile(dataDir);
    // Never a token: this is not the API. And not packed, so that what is counted is what is kept.
    const headers = { accept: 'image/*', 'accept-encoding': 'identity' };
    const request = { url, what, headers, timeoutMs: PATIENCE * timeoutMs, signal };
    try {
      return await exchangeWith(request, async (response) => {
        const { statusCode: status = 0, headers: received } = response;
        try {
          const fault = classOf(status);
          if (fault === 'redirect' && received.location !== undefined) return received.location;
          if (status < 200 || status > 299) throw mediaFault(fault, what, status);
          return await part.keep(await receive(response, part, what));
        } finally {
          response.destroy();
        }
      });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const { fault, detail, cause } = error;
      throw new StravaFault(fault, what, { ...(detail ? { detail } : {}), cause, of: 'media' });
    } finally {
      await part.close();
    }
  }

  async function follow(first: string, what: string, signal?: AbortSignal): Promise<MediaFile> {
    let from = first;
    for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
      const url = URL.canParse(from) ? new URL(from) : undefined;
      if (!url || !isAllowed(url)) throw mediaFault('redirect', what, 0, describeMedia(from));
      const answer = await ask(url, what, signal);
      if (typeof answer !== 'string') return answer;
      from = URL.canParse(answer, url.href) ? new URL(answer, url).href : answer;
    }
    throw mediaFault('redirect', what, 0, `more than ${MOST_REDIRECTS} times`);
  }

  return {
    async get(url, signal) {
      const what = describeMedia(url);
      const file = await withRetries(() => follow(url, what, signal), {
        policy: retry,
        signal,
        onRetry: ({ fault }, attempt) => log.warn({ fault, what, attempt }, 'Trying a photo again'),
      });
      return { file, fetchedAt: clock.now() };
    },
  };
}
