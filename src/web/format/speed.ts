import { clockOf } from './duration.ts';
import { METRES_PER_MILE, METRES_PER_YARD } from './measures.ts';
import { grouped, type Quantity, type Units } from './quantity.ts';

/** How the speed of a sport is told. */
type Telling = 'pace' | 'swim' | 'row' | 'knots' | 'speed';

const TELLINGS: Record<Exclude<Telling, 'speed'>, readonly string[]> = {
  pace: ['Run', 'TrailRun', 'VirtualRun', 'Walk', 'Hike', 'Snowshoe', 'Wheelchair'],
  swim: ['Swim'],
  row: ['Rowing', 'VirtualRow', 'Kayaking', 'Canoeing'],
  knots: ['Sail', 'Kitesurf', 'Windsurf'],
};

/** A sport of each group whose sports are all told alike. */
export const SPORTS: Readonly<Record<string, string>> = {
  run: 'Run',
  ride: 'Ride',
  swim: 'Swim',
  walk: 'Walk',
};

/** The sport by which the speed of a sport, or of a group of them, is told. */
export const sportOf = (sport: string): string => SPORTS[sport] ?? sport;

function tellingOf(sport: string | null): Telling {
  const found = Object.entries(TELLINGS).find(([, sports]) => sports.includes(sport ?? ''));
  return (found?.[0] as Telling | undefined) ?? 'speed';
}

/** The way that a pace is for, in metres, and what stands behind it. */
const PACES: Record<'pace' | 'swim' | 'row', Record<Units, readonly [number, string]>> = {
  pace: { metric: [1_000, '/km'], imperial: [METRES_PER_MILE, '/mi'] },
  swim: { metric: [100, '/100 m'], imperial: [100 * METRES_PER_YARD, '/100 yd'] },
  row: { metric: [500, '/500 m'], imperial: [500, '/500 m'] },
};

const METRES_PER_NAUTICAL_MILE = 1_852;
const HOUR_S = 3_600;

/**
 * How fast: a pace on foot, in the water and in a boat, knots under sail, else a speed. Of several activities it is that
 * of the sums, and never a mean of paces.
 * @param way metres, and the seconds in which they were covered; undefined is told of neither being there.
 */
export function speed(
  way: { metres: number | null; seconds: number | null },
  sport: string | null,
  units: Units,
): Quantity | undefined {
  const { metres, seconds } = way;
  if (metres === null || seconds === null || !(metres > 0) || !(seconds > 0)) return undefined;
  const telling = tellingOf(sport);
  if (telling === 'knots')
    return { value: grouped((metres / METRES_PER_NAUTICAL_MILE / seconds) * HOUR_S, 1), unit: 'kn' };
  if (telling === 'speed') {
    const [unitMetres, unit] = units === 'metric' ? [1_000, 'km/h'] : [METRES_PER_MILE, 'mph'];
    return { value: grouped((metres / unitMetres / seconds) * HOUR_S, 1), unit };
  }
  const [unitMetres, unit] = PACES[telling][units];
  return { value: clockOf((seconds / metres) * unitMetres), unit };
}

/** What the speed of a sport is called. */
export const speedLabel = (sport: string | null): 'Pace' | 'Speed' =>
  ['speed', 'knots'].includes(tellingOf(sport)) ? 'Speed' : 'Pace';

/** Strava counts the turns of one leg; on foot people count the steps of both. */
export const cadence = (turns: number, sport: string | null): Quantity =>
  tellingOf(sport) === 'pace'
    ? { value: grouped(turns * 2), unit: 'spm' }
    : { value: grouped(turns), unit: 'rpm' };
