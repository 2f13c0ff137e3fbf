import { between, createRandom, type Random, tenths } from './random.ts';

/** What the world knows of one activity, under Strava's field names. */
export interface WorldActivity {
  id: number;
  sport_type: SportType;
  /** UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
  start_date: string;
  visibility: 'everyone' | 'followers_only' | 'only_me';
  distance: number;
  moving_time: number;
  elapsed_time: number;
  total_elevation_gain: number;
  achievement_count: number;
}

/** The sports of the world; yoga stands for those that no statistic of Strava counts. */
export type SportType = 'Run' | 'TrailRun' | 'Ride' | 'VirtualRide' | 'Swim' | 'Yoga';

/** How often an athlete does what; a sport named twice is done twice as often. */
export interface Habit {
  readonly chancePerDay: number;
  readonly sports: readonly SportType[];
}

interface Effort {
  readonly metres: readonly [number, number];
  readonly metresPerSecond: readonly [number, number];
  readonly climbPerKilometre: readonly [number, number];
}

const EFFORTS: Readonly<Record<SportType, Effort>> = {
  Run: { metres: [4000, 24000], metresPerSecond: [2.5, 3.7], climbPerKilometre: [2, 12] },
  TrailRun: { metres: [6000, 31000], metresPerSecond: [1.8, 2.9], climbPerKilometre: [20, 55] },
  Ride: { metres: [12000, 164000], metresPerSecond: [5.5, 9.2], climbPerKilometre: [3, 18] },
  VirtualRide: { metres: [15000, 48000], metresPerSecond: [7.5, 10.5], climbPerKilometre: [2, 14] },
  Swim: { metres: [800, 3400], metresPerSecond: [0.7, 1.1], climbPerKilometre: [0, 0] },
  Yoga: { metres: [0, 0], metresPerSecond: [1, 1], climbPerKilometre: [0, 0] },
};

const DAY_MS = 86_400_000;

/** The activities of an athlete on all days of a span (days since 1970), oldest first. */
export function activitiesBetween(
  seed: number,
  athleteIndex: number,
  habit: Habit,
  [firstDay, lastDay]: readonly [number, number],
): WorldActivity[] {
  const days = Array.from({ length: lastDay - firstDay + 1 }, (_, offset) => firstDay + offset);
  return days.flatMap((day) => activitiesOn(day, athleteIndex, habit, createRandom(seed, athleteIndex, day)));
}

function activitiesOn(day: number, athleteIndex: number, habit: Habit, random: Random): WorldActivity[] {
  if (random() >= habit.chancePerDay) return [];
  const sport = habit.sports[Math.floor(random() * habit.sports.length)] ?? 'Run';
  const startedAt = day * DAY_MS + Math.floor(between(random, [5 * 3600, 20 * 3600])) * 1000;
  return [
    {
      // Ids grow with time and reach about 2·10¹⁰ in late 2026, as Strava's do.
      id:
        10_000_000_000 +
        (day - 18_000) * 3_600_000 +
        athleteIndex * 1_000_003 +
        Math.floor(random() * 999_983),
      sport_type: sport,
      start_date: new Date(startedAt).toISOString().replace('.000Z', 'Z'),
      visibility: visibilityOf(random()),
      ...measure(EFFORTS[sport], random),
      achievement_count: Math.max(0, Math.floor(random() * 12) - 6),
    },
  ];
}

function visibilityOf(chance: number): WorldActivity['visibility'] {
  if (chance < 0.8) return 'everyone';
  return chance < 0.92 ? 'followers_only' : 'only_me';
}

function measure(effort: Effort, random: Random) {
  const distance = tenths(between(random, effort.metres));
  const speed = between(random, effort.metresPerSecond);
  const moving_time =
    distance === 0 ? Math.round(between(random, [900, 3600])) : Math.round(distance / speed);
  return {
    distance,
    moving_time,
    elapsed_time: moving_time + Math.floor(random() ** 3 * 1500),
    total_elevation_gain: tenths((distance / 1000) * between(random, effort.climbPerKilometre)),
  };
}
