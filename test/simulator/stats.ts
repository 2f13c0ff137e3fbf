import type { WorldActivity } from './activities.ts';
import type { FloatRule } from './wire-json.ts';

/** One of the nine totals; only the recent ones have an `achievement_count`. */
interface Totals {
  count: number;
  distance: number;
  moving_time: number;
  elapsed_time: number;
  elevation_gain: number;
  achievement_count?: number;
}

type Period = 'recent' | 'ytd' | 'all';
type Sport = 'ride' | 'run' | 'swim';

/** The answer of `GET /athletes/{id}/stats`. */
export type AthleteStats = Record<`${Period}_${Sport}_totals`, Totals> & {
  biggest_ride_distance?: number | null;
  biggest_climb_elevation_gain?: number | null;
};

/** How an athlete's statistics show what does not exist. */
export interface Quirks {
  /** What an athlete without a ride has as records. */
  readonly noRide: 'null' | 'absent';
  readonly noClimb: 'null' | 'absent';
  /** The climb of a swimmer: `0`, or the negative zero that Strava sometimes sends. */
  readonly flatSwim: 0 | -0;
}

const SPORTS: Readonly<Record<Sport, readonly string[]>> = {
  ride: ['Ride', 'VirtualRide'],
  run: ['Run', 'TrailRun'],
  swim: ['Swim'],
};

const FOUR_WEEKS_MS = 28 * 86_400_000;

/** The statistics over activities that took place; those not visible to everyone are left out here. */
export function statsOver(activities: readonly WorldActivity[], now: number, quirks: Quirks): AthleteStats {
  const visible = activities.filter(({ visibility }) => visibility === 'everyone');
  const totals = (period: Period, sport: Sport) => {
    const counted = visible.filter((activity) => isIn(period, activity, now) && isOf(sport, activity));
    return totalsOf(counted, period, sport === 'swim' ? quirks.flatSwim : 0);
  };
  return {
    ...recordsOf(visible, quirks),
    recent_ride_totals: totals('recent', 'ride'),
    recent_run_totals: totals('recent', 'run'),
    recent_swim_totals: totals('recent', 'swim'),
    ytd_ride_totals: totals('ytd', 'ride'),
    ytd_run_totals: totals('ytd', 'run'),
    ytd_swim_totals: totals('ytd', 'swim'),
    all_ride_totals: totals('all', 'ride'),
    all_run_totals: totals('all', 'run'),
    all_swim_totals: totals('all', 'swim'),
  };
}

/** Strava's mixture of `0`, `0.0` and `474287.0`, as its recorded answers show it. */
export const statsFloats: FloatRule = (path, value) => {
  const yearToDate = path.startsWith('ytd_');
  if (path.startsWith('biggest_')) return true;
  if (path.endsWith('.distance')) return !yearToDate && value !== 0;
  if (path.endsWith('.elevation_gain')) return !Object.is(value, 0) || path.startsWith('all_');
  return path.endsWith('_time') && yearToDate && value !== 0;
};

function isIn(period: Period, activity: WorldActivity, now: number): boolean {
  if (period === 'recent') return Date.parse(activity.start_date) > now - FOUR_WEEKS_MS;
  return period === 'all' || activity.start_date.startsWith(new Date(now).toISOString().slice(0, 5));
}

function isOf(sport: Sport, activity: WorldActivity): boolean {
  return SPORTS[sport].includes(activity.sport_type);
}

function totalsOf(activities: readonly WorldActivity[], period: Period, flat: 0 | -0): Totals {
  const sum = (read: (activity: WorldActivity) => number) =>
    activities.reduce((total, activity) => total + read(activity), 0);
  return {
    count: activities.length,
    distance: sum(({ distance }) => distance),
    moving_time: sum(({ moving_time }) => moving_time),
    elapsed_time: sum(({ elapsed_time }) => elapsed_time),
    elevation_gain: sum(({ total_elevation_gain }) => total_elevation_gain) || (activities.length && flat),
    ...(period === 'recent' && { achievement_count: sum(({ achievement_count }) => achievement_count) }),
  };
}

function recordsOf(activities: readonly WorldActivity[], { noRide, noClimb }: Quirks) {
  const rides = activities.filter((activity) => isOf('ride', activity));
  if (rides.length === 0) {
    return {
      ...(noRide === 'null' && { biggest_ride_distance: null }),
      ...(noClimb === 'null' && { biggest_climb_elevation_gain: null }),
    };
  }
  return {
    biggest_ride_distance: Math.max(...rides.map(({ distance }) => distance)),
    biggest_climb_elevation_gain: Math.max(...rides.map((ride) => ride.total_elevation_gain)) / 2,
  };
}
