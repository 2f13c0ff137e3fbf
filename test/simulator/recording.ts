import type { WorldActivity } from './activities.ts';
import { createRandom, micro, type Random, tenths } from './random.ts';
import { extentOf, type Route, routeOf, sample } from './route.ts';
import { levelsOf, paces, readings, temperatures, wobble } from './sensors.ts';
import type { Recording } from './stream-shape.ts';
import { type Timeline, timelineOf } from './timeline.ts';

const METRES_PER_DEGREE = 111_195;

/** The last ones, because detail, streams and truth of an activity are asked for one after the other. */
const lately = new Map<WorldActivity, { readonly facts: string; readonly recording: Recording }>();
const KEPT = 8;

/** What was recorded of an activity, as a crop left it; `undefined` where nothing was, because it is manual. */
export function recordingOf(activity: WorldActivity): Recording | undefined {
  if (activity.traits.manual) return undefined;
  const facts = JSON.stringify([extentOf(activity), activity.cut, activity.traits]);
  const known = lately.get(activity);
  const recording = known?.facts === facts ? known.recording : made(activity);
  lately.delete(activity);
  lately.set(activity, { facts, recording });
  for (const [oldest] of lately) if (lately.size > KEPT) lately.delete(oldest);
  return recording;
}

function made(activity: WorldActivity): Recording {
  const whole = record(activity);
  return activity.cut === undefined ? whole : cropped(whole, activity.cut.from, activity.cut.to);
}

function record(activity: WorldActivity): Recording {
  const random = createRandom(activity.id, 3);
  const timeline = timelineOf(extentOf(activity), random);
  return {
    time: timeline.time,
    ...moved(activity, random, timeline),
    ...measured(activity, random, timeline),
  };
}

function moved(activity: WorldActivity, random: Random, { moving }: Timeline): Partial<Recording> {
  const { distance } = extentOf(activity);
  if (distance === 0) return {};
  const metres = metresOf(distance, random, moving);
  const route = routeOf(activity);
  return {
    moving,
    distance: metres,
    velocity_smooth: velocities(metres, moving),
    ...(activity.traits.gps && located(activity.id, random, route, metres)),
  };
}

/** Ends at the distance of the activity, to the decimetre. */
function metresOf(distance: number, random: Random, moving: readonly boolean[]): number[] {
  const seconds = moving.filter(Boolean).length - 1;
  const speeds = paces(random, seconds, 0.22);
  let steps = -1;
  let metres = 0;
  return moving.map((moves) => {
    if (moves) metres += ((speeds[steps] ?? 0) * distance) / seconds;
    if (moves) steps += 1;
    return Math.min(distance, tenths(metres));
  });
}

function velocities(metres: readonly number[], moving: readonly boolean[]): number[] {
  let seconds = 0;
  const gone = moving.map((moves) => (moves ? ++seconds : seconds));
  return metres.map((_, at) => {
    if (moving[at] === false) return 0;
    const [from, to] = [Math.max(0, at - 3), Math.min(metres.length - 1, at + 3)];
    const took = (gone[to] ?? 0) - (gone[from] ?? 0);
    const went = (metres[to] ?? 0) - (metres[from] ?? 0);
    return took === 0 ? 0 : Math.round((went / took) * 1000) / 1000;
  });
}

function located(activityId: number, random: Random, route: Route, metres: readonly number[]) {
  const { altitudeStep } = levelsOf(activityId, 'foot');
  const altitude = metres.map((at) => sample(route.altitude, route.step, at));
  return {
    latlng: fixes(random, route, metres),
    altitude: altitude.map((height) => tenths(Math.round(height / altitudeStep) * altitudeStep)),
    grade_smooth: metres.map((at, index) => gradeAt(route, at, wobble(random) * (index === 0 ? 0 : 0.3))),
  };
}

/** Where the receiver believed to be: near the way, with an error that changes slowly. */
function fixes(random: Random, { lat, lng, step }: Route, metres: readonly number[]) {
  let [north, east] = [0, 0];
  return metres.map((at, index): [number, number] => {
    north = index === 0 ? 0 : north * 0.93 + wobble(random) * 0.7;
    east = index === 0 ? 0 : east * 0.93 + wobble(random) * 0.7;
    return [
      micro(sample(lat, step, at) + north / METRES_PER_DEGREE),
      micro(sample(lng, step, at) + east / METRES_PER_DEGREE),
    ];
  });
}

function gradeAt({ altitude, step }: Route, metres: number, noise: number): number {
  const ahead = sample(altitude, step, metres + 25) - sample(altitude, step, Math.max(0, metres - 25));
  return tenths(ahead * 2 + noise);
}

function measured(activity: WorldActivity, random: Random, { moving }: Timeline): Partial<Recording> {
  const { id, traits } = activity;
  const { heartrate, maxHeartrate, cadence, watts, maxWatts, temp } = levelsOf(id, traits.kind);
  const wheel = traits.kind === 'wheel';
  const beats = { mean: heartrate, max: maxHeartrate, drift: 6, memory: 0.996, noise: 0.25, warmUp: 140 };
  const turns = { mean: cadence, max: 130, drift: wheel ? 4 : 1.2, memory: 0.96, noise: 2, stops: true };
  const power = { mean: watts, max: maxWatts, drift: 40, memory: 0.97, noise: wheel ? 70 : 18, stops: true };
  return {
    ...(traits.heartrate && { heartrate: readings(random, moving, beats) }),
    ...(traits.cadence && { cadence: readings(random, moving, turns) }),
    ...(traits.watts !== 'none' && {
      watts: powered(random, readings(random, moving, power), traits.wattsGaps),
    }),
    ...(traits.temp && { temp: temperatures(random, moving.length, temp) }),
  };
}

function powered(random: Random, watts: readonly number[], gaps: boolean): (number | null)[] {
  if (!gaps) return [...watts];
  const lost = Array.from({ length: 4 }, () => Math.floor((0.1 + random() * 0.8) * watts.length));
  return watts.map((value, at) => (lost.some((from) => at >= from && at < from + 9) ? null : value));
}

function cropped(whole: Recording, from: number, to: number): Recording {
  const kept = Object.entries(whole).map(([key, data]) => [key, (data as unknown[]).slice(from, to + 1)]);
  const recording = Object.fromEntries(kept) as Recording;
  const { time, distance } = recording;
  const [firstTime = 0, firstMetre = 0] = [time[0], distance?.[0]];
  return {
    ...recording,
    time: time.map((second) => second - firstTime),
    ...(distance && { distance: distance.map((metres) => tenths(metres - firstMetre)) }),
  };
}
