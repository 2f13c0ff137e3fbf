import type { App } from '../../src/app.ts';
import { ORDINARY_DAY, type Simulator } from '../simulator/index.ts';
import type { PairSettings } from '../simulator/rate-limits.ts';
import type { SimulatorSettings } from '../simulator/state.ts';
import { connected } from '../support/connected.ts';
import { LONG_ENOUGH } from '../support/simulator.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/** Limits that no test reaches. */
export const NO_LIMITS: PairSettings = { overall: [100_000, 1_000_000], read: [100_000, 1_000_000] };

export interface WorldOptions {
  activities: number;
  /** None that matter unless given; `undefined` are those of a new app. */
  limits?: PairSettings | undefined;
  start?: string;
  environment?: Record<string, string>;
  /** How many times shorter than in life they are; as usual in tests unless given, but a few are long enough for efforts. */
  brevity?: number;
  /** All but one of twenty activities are entered by hand: the simulator needs a fraction of the time. */
  byHand?: boolean;
  /** How Strava is: as on an ordinary day, but fast, unless given. */
  settings?: Partial<SimulatorSettings>;
}

const FEW = 40;
const FAST: Partial<SimulatorSettings> = { ...ORDINARY_DAY, latency: [0, 0] };

/** A simulated life of so many activities, some of them odd, and the program connected to it, both on one virtual clock. */
export async function historyOf(options: WorldOptions) {
  const { activities, start, environment = {}, byHand = false, settings = FAST } = options;
  const brevity = options.brevity ?? (activities < FEW ? LONG_ENOUGH : undefined);
  const limits = 'limits' in options ? options.limits : NO_LIMITS;
  const strava = {
    ...{ activities, odd: true, settings },
    ...(limits && { limits }),
    ...(brevity && { brevity }),
  };
  const clock = new VirtualClock(start);
  // A token for all the time, so that only the API is asked.
  const grant = { expiresInSeconds: 1_000 * 86_400 };
  const history = await connected({ clock, strava, grant, environment });
  if (byHand) {
    const all = history.simulator.world.athletes[0]?.activities ?? [];
    for (const { traits } of all.filter((_, i) => i % 20 !== 0))
      Object.assign(traits, { manual: true, gps: false });
  }
  return history;
}

export type History = Awaited<ReturnType<typeof historyOf>>;

/** When the first of what is not complete may be asked for; undefined when all is. */
function unfinishedAt({ archive }: App): number | undefined {
  const select = `SELECT min(next_try_at) FROM coverage WHERE status IN ('pending', 'failed', 'parked')`;
  const at = archive.$client.prepare(select).pluck().get() as string | null;
  return at === null ? undefined : Date.parse(at);
}

/** Passes and backfill until nothing is left; the clock goes on to whatever has to be waited for. */
export async function archiveAll({ app, clock, pass, backfill }: History): Promise<void> {
  for (let round = 0; round < 300; round++) {
    await pass();
    await backfill();
    const at = unfinishedAt(app);
    if (at === undefined) return;
    const opensAt = Math.max(at, app.passContext.backfillOpensAt());
    clock.advance(Math.max(1_000, opensAt - clock.now()));
  }
  throw new Error('The backfill does not come to an end.');
}

/** What was asked of Strava, by kind. */
export interface Tally {
  lists: number;
  details: number;
  streams: number;
  gear: number;
  snapshots: number;
  /** Anything else, tokens too. */
  other: string[];
}

const KINDS: [Exclude<keyof Tally, 'other'>, RegExp][] = [
  ['lists', /^\/api\/v3\/athlete\/activities$/],
  ['details', /^\/api\/v3\/activities\/\d+$/],
  ['streams', /^\/api\/v3\/activities\/\d+\/streams$/],
  ['gear', /^\/api\/v3\/gear\/[bg]\d+$/],
  ['snapshots', /^\/api\/v3\/(athlete|athletes\/\d+\/stats)$/],
];

/** Counts the requests from a position on. */
export function tally({ requests }: Simulator, from = 0): Tally {
  const counts: Tally = { lists: 0, details: 0, streams: 0, gear: 0, snapshots: 0, other: [] };
  for (const { path } of requests.slice(from)) {
    const kind = KINDS.find(([, pattern]) => pattern.test(path));
    if (kind) counts[kind[0]] += 1;
    else counts.other.push(path);
  }
  return counts;
}

/** What was asked from a position on, in short: `/activities/19400000001?include_all_efforts=true`. */
export function askedSince({ requests }: Simulator, from: number): string[] {
  return requests.slice(from).map(({ path, query }) => {
    const words = new URLSearchParams(query).toString();
    return path.replace('/api/v3', '') + (words === '' ? '' : `?${words}`);
  });
}
