import { DAY_MS, HOUR_MS, MINUTE_MS } from '../clock.ts';
import { isObject, type Json, parseJson } from '../json.ts';
import { Secret } from '../secret.ts';

/** What could be made out of an answer of the token endpoint. */
export interface TokenAnswer {
  accessToken: Secret | undefined;
  refreshToken: Secret | undefined;
  /** How many seconds the access token is good for, from its arrival on. */
  lifetime: number;
  /** Undefined when it is none. */
  json: unknown;
}

const SECONDS = 1_000;
// What Strava gives, for answers that do not say.
const USUAL = (6 * HOUR_MS) / SECONDS;
// More is a slip: milliseconds, or another clock.
const LONGEST = (7 * DAY_MS) / SECONDS;
// A refresh brings a token with an hour left at least; so one that came a moment ago is not replaced, whatever it says.
const SHORTEST = (20 * MINUTE_MS) / SECONDS;

const nonEmpty = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

function number(value: unknown): number | undefined {
  const found = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/**
 * `expires_in` counts, since no clock has a part in it; `expires_at` is held against Strava's own.
 * @param now Strava's time, epoch seconds.
 */
function lifetimeOf({ expires_in, expires_at }: Json, now: number): number {
  const at = number(expires_at);
  const said = [number(expires_in), at === undefined ? undefined : at - now];
  const lifetime = said.find((seconds) => seconds !== undefined && seconds > 0 && seconds <= LONGEST);
  return Math.max(SHORTEST, Math.floor(lifetime ?? USUAL));
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Strava's time as an answer tells it, epoch milliseconds; undefined when it does not. */
const timeOf = (date: string | undefined) => {
  const at = Date.parse(date ?? '');
  return Number.isNaN(at) ? undefined : at;
};

/** The text of a member of what is not JSON as a whole, if it stands there to its end. */
function findText(text: string, name: string): string | undefined {
  const [, found] = text.match(new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`)) ?? [];
  return found === undefined ? undefined : nonEmpty(parsed(found));
}

/**
 * Reads an answer of 2xx for whatever tokens are in it: a spent refresh token is worth nothing, so what came instead of
 * it must not be lost for the sake of its neighbours.
 * @param date of the answer, by which its `expires_at` is understood; `now` where there is none, epoch milliseconds.
 */
export function readTokens(text: string, date: string | undefined, now: number): TokenAnswer {
  const json = parsed(text);
  const members = isObject(json) ? json : {};
  const token = (name: string) => {
    const found = json === undefined ? findText(text, name) : nonEmpty(members[name]);
    return found === undefined ? undefined : new Secret(found);
  };
  const lifetime = lifetimeOf(members, (timeOf(date) ?? now) / SECONDS);
  return { accessToken: token('access_token'), refreshToken: token('refresh_token'), lifetime, json };
}

/** What the exchange of a code says beside the tokens. */
export interface GrantAnswer {
  athleteId: number | undefined;
  firstname: string | undefined;
  scope: string | undefined;
}

/** @param json the answer of 2xx. */
export function readGrant(json: unknown): GrantAnswer {
  const { athlete, scope } = isObject(json) ? json : {};
  const { id, firstname } = isObject(athlete) ? athlete : {};
  const athleteId = number(id);
  return {
    athleteId: Number.isSafeInteger(athleteId) ? athleteId : undefined,
    firstname: nonEmpty(firstname),
    scope: typeof scope === 'string' ? scope : undefined,
  };
}
