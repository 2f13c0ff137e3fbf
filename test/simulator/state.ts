import { FaultScript } from './faults.ts';
import { GrantStore, hexOf, type Rotation } from './grants.ts';
import { type PairSettings, type RateHeaders, RateLimits, type UsageReport } from './rate-limits.ts';
import type { RecordedRequest } from './requests.ts';
import { createWorld, type World } from './world.ts';

/** How a simulated Strava is started. */
export interface SimulatorOptions {
  /** A free one unless given. */
  readonly port?: number;
  /** The same seed gives the same world and the same secrets. */
  readonly seed?: number;
  /** How many activities the default athlete has at the start; a plausible history unless given. */
  readonly activities?: number;
  /** Epoch milliseconds; the real time unless given. */
  readonly clock?: Clock;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** The application's "Authorization Callback Domain", besides localhost. */
  readonly callbackDomain?: string;
  readonly athleteCapacity?: number;
  readonly codeLifetimeSeconds?: number;
  readonly limits?: PairSettings;
  /** Every fourth activity of the default athlete has something odd about it, as real ones have. */
  readonly odd?: boolean;
  /** How many times shorter than usual activities are, so that less of them is made, sent and kept; 1 unless given. */
  readonly brevity?: number;
  /** How it behaves from the start, where it differs from the usual. */
  readonly settings?: Partial<SimulatorSettings>;
}

/** Where the simulator has its time from; it is told in the `Date` of each answer. */
export interface Clock {
  now(): number;
  /** There when time stands still by itself. */
  advance?(ms: number): void;
}

/** What the person in front of the authorization page does. */
interface Consent {
  decision: 'grant' | 'deny';
  /** Scopes whose boxes are unticked; `read` cannot be. */
  untick: string[];
  /** Who is logged in. */
  athleteId: number;
}

/** What a test may change at any time. */
export interface SimulatorSettings {
  consent: Consent;
  rotation: Rotation;
  /** Strava has put the application on "Inactive": every API call is answered 403. */
  inactive: boolean;
  /** The next exchange fails as if its code were unknown, and does not use it up (seen when it comes very fast). */
  codeNotReadyOnce: boolean;
  /** Whether `/oauth/revoke` exists, as it does since June 2026. */
  revokeEndpoint: 'present' | 'missing';
  rateHeaders: RateHeaders;
  usageReport: UsageReport;
  /** Whether a call of `/activities/{id}/streams` counts; what Strava does is not known for sure. */
  streamsCount: boolean;
  /** Bodies are compressed for whoever accepts it, and come in chunks without a length. */
  gzip: boolean;
  /** Milliseconds that an answer takes, drawn between these two: a clock that can be advanced is, others are waited for. */
  latency: readonly [least: number, most: number];
  /** How a token that lacks a scope is refused: 401 as documented, or 403 as reported in 2026. */
  scopeRefusal: 401 | 403;
  /** The paths that Strava gives to subscribers only, of whom the athletes are none: they are answered 402. */
  subscribersOnly: RegExp | undefined;
  /** Is called when a request has been left hanging. */
  onHang: (() => void) | undefined;
}

/** How Strava is on an ordinary day. */
export const ORDINARY_DAY = {
  gzip: true,
  latency: [60, 700],
  usageReport: 'lagging',
} as const satisfies Partial<SimulatorSettings>;

/** All that the endpoints share. */
export interface SimulatorState extends SimulatorSettings {
  /** Where it listens; empty before that. */
  readonly origin: string;
  readonly clock: Clock;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly callbackDomain: string | undefined;
  readonly athleteCapacity: number;
  readonly codeLifetimeSeconds: number;
  readonly world: World;
  readonly grants: GrantStore;
  readonly limits: RateLimits;
  readonly faults: FaultScript;
  /** Every request so far, oldest first. */
  readonly requests: RecordedRequest[];
  /** The paths at which a photo was asked for with an authorization, which must never be. */
  readonly tokensAtCdn: string[];
  /** The tokens for embedding that were given out; they open activities to anybody. */
  readonly embedTokens: string[];
}

/** The state of a simulated Strava that nobody has asked anything yet. */
export function createState(options: SimulatorOptions): SimulatorState {
  const { seed = 1, clock = Date } = options;
  const now = () => clock.now();
  const world = createWorld(seed, now(), options);
  return {
    ...initialSettings(world.athletes[0]?.detail.id ?? 0),
    ...options.settings,
    origin: '',
    clock,
    clientId: options.clientId ?? '64301',
    clientSecret: options.clientSecret ?? hexOf(`${seed}/client secret`),
    callbackDomain: options.callbackDomain,
    athleteCapacity: options.athleteCapacity ?? 10,
    codeLifetimeSeconds: options.codeLifetimeSeconds ?? 600,
    world,
    grants: new GrantStore(seed, now),
    limits: new RateLimits(now, options.limits),
    faults: new FaultScript(),
    requests: [],
    tokensAtCdn: [],
    embedTokens: [],
  };
}

function initialSettings(athleteId: number): SimulatorSettings {
  return {
    consent: { decision: 'grant', untick: [], athleteId },
    rotation: 'always',
    inactive: false,
    codeNotReadyOnce: false,
    revokeEndpoint: 'present',
    rateHeaders: 'normal',
    usageReport: 'exact',
    streamsCount: true,
    gzip: false,
    latency: [0, 0],
    scopeRefusal: 401,
    subscribersOnly: undefined,
    onHang: undefined,
  };
}
