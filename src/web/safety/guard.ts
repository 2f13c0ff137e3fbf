import type { Context, MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { isOwnHost } from './hosts.ts';

/** Methods that change nothing. */
const READING = ['GET', 'HEAD'];

/** What a browser says of who asks: `same-origin`, `same-site`, `cross-site`, or `none` for a person; others say nothing. */
const siteOf = (c: Context) => c.req.header('sec-fetch-site');

/** Whether a stranger's page wants to show something of ours as a part of itself: a picture, a script, a frame. */
function isTakenElsewhere(c: Context): boolean {
  const site = siteOf(c);
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  // A link may lead here, but not into a frame.
  return c.req.header('sec-fetch-mode') !== 'navigate' || c.req.header('sec-fetch-dest') !== 'document';
}

/** Whether a request that changes something comes from a page of ours. A form of a stranger's page would not. */
function isFromHere(c: Context): boolean {
  const site = siteOf(c);
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin');
  const host = c.req.header('host');
  return origin !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

const plain = (c: Context, status: 403 | 421, text: string) => c.text(`${text}\n`, status);

/**
 * Lets through only what a page of ours or a person at this machine can have meant; before all else, the `Host`: a page
 * that had its own name point here would be of the same origin as ours, so that nothing else could tell it.
 * @param allowedHosts names besides those that nobody else can own.
 */
export function guard(allowedHosts: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host');
    if (!isOwnHost(host, allowedHosts)) {
      const name = (host ?? '').replace(/[^\w.:[\]-]/g, '?').slice(0, 100);
      return plain(
        c,
        421,
        `This address (${name}) is not known here. If it is yours, add it to HTTP_ALLOWED_HOSTS and start again.`,
      );
    }
    if (!READING.includes(c.req.method) && !isFromHere(c))
      return plain(c, 403, 'This was not asked for by a page of athlete-archive.');
    if (isTakenElsewhere(c)) return plain(c, 403, 'Pages of others may link here, and nothing else.');
    return next();
  };
}

/**
 * The headers of every answer: nothing inline, nothing from elsewhere, no frame.
 * @param images where map tiles are from, if the owner wants them.
 */
export const safeHeaders = (images: readonly string[]): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', ...images],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    crossOriginResourcePolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
    // Plain HTTP on this machine: a browser must not be told otherwise.
    strictTransportSecurity: false,
    xFrameOptions: 'DENY',
    // What is not ours, such as a photo, has a stricter policy of its own.
    overwrite: false,
  });
