import type { WorldActivity } from './activities.ts';

/** What real answers have now and then: all of it can be archived as it is. */
const ODDITIES: readonly Readonly<Record<string, unknown>>[] = [
  // Fields that nobody has heard of yet.
  { weather: { temp: 3.5, icon: '☔' }, strength_sets: [{ reps: 5, kilograms: 42.5 }], is_new: true },
  // Null where others have nothing, and nothing where others have a value.
  { workout_type: null, upload_id_str: null, device_name: null, has_kudoed: null },
  { location_city: undefined, from_accepted_tag: undefined, commute: undefined, flagged: undefined },
  { start_latlng: null, end_latlng: null },
  { sport_type: 'Padel2031', type: 'Workout' },
  { name: '', total_elevation_gain: -0, elev_low: -0 },
  { name: 'Ultra '.repeat(400), kudos_count: 4_000_000 },
  { location_country: 'Exampleland', average_temp: -12, suffer_score: 0 },
];

const EVERY = 4;

/** Gives every fourth activity something odd, in turn. */
export function makeOdd(activities: readonly WorldActivity[]): void {
  const chosen = activities.filter((_, at) => at % EVERY === 1);
  for (const [at, activity] of chosen.entries()) activity.odd = ODDITIES[at % ODDITIES.length] ?? {};
}
