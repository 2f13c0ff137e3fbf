import { activitiesBefore, activitiesBetween, type Maker, type WorldActivity } from './activities.ts';
import { type HeartZones, heartZonesOf } from './athlete-zones.ts';
import { type RetiredGear, retiredGearFor } from './gear.ts';
import { makeOdd } from './oddities.ts';
import { PERSONAS } from './personas.ts';
import { type PlannedRoute, plannedBefore } from './planned.ts';
import { createProfile, type Persona } from './profile.ts';
import type { AthleteDetail } from './profile-shape.ts';
import { type Star, starsAtFirst } from './starred.ts';
import { type AthleteStats, type Quirks, statsOver } from './stats.ts';

/** One athlete. All of it may be changed by a test: the next answer tells the change. */
export interface WorldAthlete {
  readonly detail: AthleteDetail;
  /** What the profile does not list any more. */
  readonly retiredGear: RetiredGear[];
  /** The segments that they have starred, the newest first. */
  readonly stars: Star[];
  /** Oldest first, including what lies in the future of the clock. */
  readonly activities: WorldActivity[];
  /** What is planned, the oldest first. */
  readonly routes: PlannedRoute[];
  readonly quirks: Quirks;
  readonly heartZones: HeartZones;
  /** How this athlete's activities come about. */
  readonly maker: Maker;
}

/** The truth that the simulated Strava answers from. */
export interface World {
  /** The first one is who consents unless told otherwise. */
  readonly athletes: readonly WorldAthlete[];
  /** The athlete of this id; throws when there is none. */
  athleteOf(athleteId: number): WorldAthlete;
  /** The activities that have begun by `now` (epoch ms), oldest first. */
  activitiesOf(athleteId: number, now: number): WorldActivity[];
  /** What `GET /athletes/{id}/stats` answers at `now` (epoch ms). */
  statsOf(athleteId: number, now: number): AthleteStats;
}

const DAY_MS = 86_400_000;
const YEARS_BEFORE_DAYS = 3 * 365;
/** Enough for a test to let a year pass. */
const YEARS_AHEAD_DAYS = 400;

/**
 * How many activities the first athlete has; none come up by themselves later then.
 * Without it, what the habit brings.
 */
interface WorldOptions {
  readonly activities?: number | undefined;
  /** Every fourth of them has something odd about it. */
  readonly odd?: boolean | undefined;
  /** How many times shorter than usual activities are; 1 unless given. */
  readonly brevity?: number | undefined;
}

/**
 * The same world for the same seed. What happened on a day does not depend on `now`;
 * only which days are covered does: three years back, and a year ahead.
 */
export function createWorld(
  seed: number,
  now: number,
  { activities, odd = false, brevity }: WorldOptions = {},
): World {
  const today = Math.floor(now / DAY_MS);
  const span = [today - YEARS_BEFORE_DAYS, today + YEARS_AHEAD_DAYS] as const;
  const athletes = PERSONAS.map((persona, index) =>
    createAthlete({ seed, athleteIndex: index, brevity }, persona, {
      activities: (maker) =>
        index === 0 && activities !== undefined
          ? activitiesBefore(maker, activities, now)
          : activitiesBetween(maker, span),
      routes: () => plannedBefore(seed, index, now),
    }),
  );
  if (odd) makeOdd(athletes[0]?.activities ?? []);
  const athleteOf = (athleteId: number) => athleteIn(athletes, athleteId);
  const activitiesOf = (athleteId: number, at: number) =>
    athleteOf(athleteId).activities.filter(({ start_date }) => Date.parse(start_date) <= at);
  return {
    athletes,
    athleteOf,
    activitiesOf,
    statsOf: (athleteId, at) => statsOver(activitiesOf(athleteId, at), at, athleteOf(athleteId).quirks),
  };
}

function createAthlete(
  about: Pick<Maker, 'seed' | 'athleteIndex' | 'brevity'>,
  persona: Persona,
  make: { activities: (maker: Maker) => WorldActivity[]; routes: () => PlannedRoute[] },
): WorldAthlete {
  const { seed, athleteIndex } = about;
  const detail = createProfile(seed, athleteIndex, persona);
  const retiredGear = retiredGearFor(detail);
  const [bikes, shoes, retired] = [detail.bikes, detail.shoes, retiredGear].map((rack) =>
    rack.map(({ id }) => id),
  );
  const closet = { bikes: bikes ?? [], shoes: shoes ?? [], retired: retired ?? [] };
  const maker = { ...about, habit: persona.habit, closet };
  const { quirks } = persona;
  const stars = starsAtFirst(persona.habit.sports);
  const heartZones = heartZonesOf(seed, athleteIndex);
  const activities = onceAsked(() => make.activities(maker));
  const routes = onceAsked(make.routes);
  return {
    ...{ detail, retiredGear, stars, quirks, heartZones, maker },
    get activities() {
      return activities();
    },
    get routes() {
      return routes();
    },
  };
}

/** Made when it is asked for: most tests look at one of the athletes, if at any. */
function onceAsked<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function athleteIn(athletes: readonly WorldAthlete[], athleteId: number): WorldAthlete {
  const athlete = athletes.find(({ detail }) => detail.id === athleteId);
  if (athlete === undefined) throw new Error(`The simulated world has no athlete ${athleteId}.`);
  return athlete;
}
