import { FaultScript } from './faults.ts';
import { GrantStore, hexOf, type Rotation } from './grants.ts';
import { type PairSettings, type RateHeaders, RateLimits } from './rate-limits.ts';
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
}

/** Where the simulator has its time from. */
interface Clock {
  now(): number;
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
interface SimulatorSettings {
  consent: Consent;
  rotation: Rotation;
  /** Strava has put the application on "Inactive": every API call is answered 403. */
  inactive: boolean;
  /** The next exchange fails as if its code were unknown, and does not use it up (seen when it comes very fast). */
  codeNotReadyOnce: boolean;
  /** Whether `/oauth/revoke` exists, as it does since June 2026. */
  revokeEndpoint: 'present' | 'missing';
  rateHeaders: RateHeaders;
}

/** All that the endpoints share. */
export interface SimulatorState extends SimulatorSettings {
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
  /** The tokens for embedding that were given out; they open activities to anybody. */
  readonly embedTokens: string[];
}

/** The state of a simulated Strava that nobody has asked anything yet. */
export function createState(options: SimulatorOptions): SimulatorState {
  const { seed = 1, clock = Date } = options;
  const now = () => clock.now();
  const world = createWorld(seed, now(), { activities: options.activities });
  return {
    ...initialSettings(world.athletes[0]?.detail.id ?? 0),
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
  };
}
