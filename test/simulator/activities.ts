import { firstComments, type WorldComment } from './comments.ts';
import { hiddenStart, isoSeconds, type Zone } from './local-time.ts';
import type { PhotoChanges } from './photos.ts';
import { between, createRandom, type Random, tenths } from './random.ts';
import { type Shape, shapeAt, shapeBy } from './shapes.ts';
import { kindOf, measure, type SportType } from './sports.ts';
import { type Traits, usualTraits } from './traits.ts';

export type { SportType } from './sports.ts';

/** How far, how long, how high. */
export interface Extent {
  distance: number;
  moving_time: number;
  elapsed_time: number;
  total_elevation_gain: number;
}

/** What the world knows of one activity, under Strava's field names. */
export interface WorldActivity extends Extent {
  id: number;
  name: string;
  sport_type: string;
  /** UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
  start_date: string;
  zone: Zone;
  visibility: 'everyone' | 'followers_only' | 'only_me';
  achievement_count: number;
  kudos_count: number;
  /** Which of the kudos were taken back, and which are counted and not shown, by their numbers. */
  readonly kudosTaken: number[];
  readonly kudosHidden: number[];
  /** All that were ever written. */
  readonly comments: WorldComment[];
  gear_id: string | null;
  readonly traits: Traits;
  /** Absent where nothing became of them. */
  photos?: PhotoChanges;
  /** Before it was cropped; absent when it never was. */
  recorded?: Extent;
  /** The first and the last point that a crop left. */
  cut?: { readonly from: number; readonly to: number };
  /** Whether the list leaves it out. */
  unlisted?: boolean;
  /** What its athlete wrote lately, in its detail alone. */
  description?: string | null;
  private_note?: string;
  /** What list and detail say in place of what they would; a field that is `undefined` here is absent there. */
  odd?: Readonly<Record<string, unknown>>;
}

/** How often an athlete does what; a sport named twice is done twice as often. */
export interface Habit {
  readonly chancePerDay: number;
  readonly sports: readonly SportType[];
}

/** The ids of what an athlete moves with. */
export interface Closet {
  readonly bikes: readonly string[];
  readonly shoes: readonly string[];
  readonly retired: readonly string[];
}

/** Whose activities are made. */
export interface Maker {
  readonly seed: number;
  readonly athleteIndex: number;
  readonly habit: Habit;
  readonly closet: Closet;
  /** How many times shorter than usual the activities are; 1 unless given. */
  readonly brevity?: number | undefined;
}

const DAY_MS = 86_400_000;
const DAYS_BETWEEN = 365 / 250;

/** The activities of an athlete on all days of a span (days since 1970), oldest first. */
export function activitiesBetween(
  maker: Maker,
  [firstDay, lastDay]: readonly [number, number],
): WorldActivity[] {
  const days = Array.from({ length: lastDay - firstDay + 1 }, (_, offset) => firstDay + offset);
  return days.flatMap((day) => activitiesOn(day, maker));
}

function activitiesOn(day: number, maker: Maker): WorldActivity[] {
  const { seed, athleteIndex, habit } = maker;
  const random = createRandom(seed, athleteIndex, day);
  if (random() >= habit.chancePerDay) return [];
  const shape = shapeBy(random());
  const startedAt = day * DAY_MS + daytime(random);
  const key = day * 2;
  const [first, second] = [key, key + 1].map((each) =>
    makeActivity(maker, random, { key: each, startedAt, shape }),
  );
  return [first, shape.twin ? second : undefined].filter((made) => made !== undefined);
}

/** So many activities, 250 a year, the last of them not long before `now` (epoch ms), oldest first. */
export function activitiesBefore(maker: Maker, count: number, now: number): WorldActivity[] {
  return Array.from({ length: count }, (_, index) => numbered(maker, count - 1 - index, now));
}

function numbered(maker: Maker, back: number, now: number): WorldActivity {
  const shape = shapeAt(back);
  const random = createRandom(maker.seed, maker.athleteIndex, back, 250);
  const startedAt = startOf(maker, shape.twin ? back - 1 : back, now);
  return makeActivity(maker, random, { key: 200_000 + back, startedAt, shape });
}

function startOf({ seed, athleteIndex }: Maker, back: number, now: number): number {
  const day = Math.floor((now - (back + 0.5) * DAYS_BETWEEN * DAY_MS) / DAY_MS);
  const start = day * DAY_MS + daytime(createRandom(seed, athleteIndex, back, 24));
  return Math.min(start, now - 4 * 3_600_000);
}

function daytime(random: Random): number {
  return Math.floor(between(random, [5 * 3600, 20 * 3600])) * 1000;
}

/** One activity: `key` makes its id, nothing else. */
export function makeActivity(
  { seed, athleteIndex, habit, closet, brevity = 1 }: Maker,
  random: Random,
  plan: { readonly key: number; readonly startedAt: number; readonly shape: Shape },
): WorldActivity {
  const shape = isPossible(plan.shape, habit) ? plan.shape : {};
  const usual = habit.sports[Math.floor(random() * habit.sports.length)] ?? 'Run';
  const sport = shape.sport ?? usual;
  const traits = { ...usualTraits(kindOf(sport), sport, random), ...shape.traits };
  const zone = zoneBy(random());
  const id = idOf(seed, plan.key * 4 + athleteIndex);
  const start = traits.hiddenStart ? hiddenStart(zone, plan.startedAt) : plan.startedAt;
  return {
    id,
    name: shape.name ?? nameBy(random(), sport),
    sport_type: sport,
    start_date: isoSeconds(start),
    zone,
    visibility: shape.visibility ?? visibilityOf(random()),
    ...shortened(sizeOf(sport, random, shape), brevity),
    achievement_count: Math.max(0, Math.floor(random() * 12) - 6),
    kudos_count: Math.floor(random() ** 2 * 30),
    kudosTaken: [],
    kudosHidden: [],
    comments: firstComments(id, plan.startedAt),
    gear_id: gearFor(sport, closet, random(), shape.retiredGear === true),
    traits,
  };
}

/** Who never rides has no special rides either. */
function isPossible({ sport }: Shape, { sports }: Habit): boolean {
  return sport === undefined || kindOf(sport) !== 'wheel' || sports.some((each) => kindOf(each) === 'wheel');
}

function sizeOf(sport: string, random: Random, { movingTime, traits }: Shape): Extent {
  const size = measure(sport, random, movingTime);
  return traits?.manual ? { ...size, elapsed_time: size.moving_time, total_elevation_gain: 0 } : size;
}

function shortened(size: Extent, brevity: number): Extent {
  if (brevity === 1) return size;
  const moving_time = Math.ceil(size.moving_time / brevity);
  return {
    distance: tenths(size.distance / brevity),
    moving_time,
    elapsed_time: moving_time + Math.ceil((size.elapsed_time - size.moving_time) / brevity),
    total_elevation_gain: tenths(size.total_elevation_gain / brevity),
  };
}

/** About 2·10¹⁰, as Strava's are; unique, and in no order. */
function idOf(seed: number, key: number): number {
  return 19_400_000_000 + ((key * 618_033_989 + (seed % 1_000_003) * 7919) % 999_999_937);
}

function visibilityOf(chance: number): WorldActivity['visibility'] {
  if (chance < 0.8) return 'everyone';
  return chance < 0.92 ? 'followers_only' : 'only_me';
}

function zoneBy(chance: number): Zone {
  if (chance < 0.9) return 'home';
  return chance < 0.96 ? 'andes' : 'himalaya';
}

const NAMES = [
  'Loop past the mill',
  'Legs said no',
  'To the quarry & back',
  'Intervals, sort of',
  'Before the rain',
];

function nameBy(chance: number, sport: string): string {
  return NAMES[Math.floor(chance * 2 * NAMES.length)] ?? `Another ${sport}`;
}

function gearFor(
  sport: string,
  { bikes, shoes, retired }: Closet,
  chance: number,
  old: boolean,
): string | null {
  const kind = kindOf(sport);
  if (kind !== 'foot' && kind !== 'wheel') return null;
  const rack = kind === 'wheel' ? bikes : shoes;
  if (old) return retired.find((id) => id.startsWith(kind === 'wheel' ? 'b' : 'g')) ?? null;
  // One in nine without any: it was forgotten.
  return rack[Math.floor(chance * 1.12 * rack.length)] ?? null;
}
