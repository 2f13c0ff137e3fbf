/** One request that reached the simulated Strava. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Epoch milliseconds of the simulator's clock. */
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What was answered; `null` while nothing was (hanging, reset). */
  status: number | null;
  /** Whether it counted toward the rate limits. */
  counted: boolean;
  /** Whose token it came with, if that was valid. */
  athleteId?: number | undefined;
}

/** Whether a path is this one or lies below it: `/a` has `/a/b` below it, not `/ab`. */
export function isWithin(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix.replace(/\/$/, '')}/`);
}

/** The record of a request that has no answer yet. */
export function recordOf(request: Request, at: number): RecordedRequest {
  const url = new URL(request.url);
  return {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    at,
    headers: Object.fromEntries(request.headers),
    status: null,
    counted: false,
  };
}
