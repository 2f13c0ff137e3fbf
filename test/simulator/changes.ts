import type { WorldActivity } from './activities.ts';
import { makeActivity } from './activities.ts';
import { addComment, type NewComment, setRemoved } from './comments.ts';
import { useGear } from './gear.ts';
import { giveKudos, takeKudos } from './kudos.ts';
import { hiddenStart, isoSeconds } from './local-time.ts';
import { photoIds } from './photos.ts';
import { type PlannedRoute, planRoute } from './planned.ts';
import { createRandom, tenths } from './random.ts';
import { recordingOf } from './recording.ts';
import { extentOf } from './route.ts';
import { extentOfStretch } from './splits.ts';
import type { SimulatorState } from './state.ts';
import type { Traits } from './traits.ts';
import type { WorldAthlete } from './world.ts';

/** What a new activity is to be, where it differs from one made up. */
export interface NewActivity
  extends Partial<
    Pick<
      WorldActivity,
      | 'name'
      | 'sport_type'
      | 'start_date'
      | 'visibility'
      | 'gear_id'
      | 'distance'
      | 'moving_time'
      | 'elapsed_time'
    >
  > {
  /** Whose it is; the one who consents unless given. */
  readonly athleteId?: number;
  readonly traits?: Partial<Traits>;
}

/** What an athlete can change on the website. */
export interface ActivityEdit {
  readonly name?: string;
  readonly sport_type?: string;
  readonly gear_id?: string | null;
  readonly visibility?: WorldActivity['visibility'];
  /** `true` is `visibility: 'only_me'`, `false` is `'everyone'`. */
  readonly private?: boolean;
  /** Strava says 00:00:01 local time from now on. */
  readonly hideStart?: true;
  /** Seconds of the recording to keep, as its `time` stream counts them. */
  readonly crop?: { readonly from?: number; readonly to?: number };
  /** What list and detail say in place of what they would; a field that is `undefined` here is absent there. */
  readonly odd?: Readonly<Record<string, unknown>>;
}

/** What an athlete can change of a route; another `seed` is another way. */
export type RouteEdit = Partial<
  Pick<PlannedRoute, 'name' | 'description' | 'private' | 'starred' | 'distance' | 'seed'>
>;

/** What the athletes do while the simulator runs. An id that does not exist is an error of the test. */
export interface Changes {
  /** A new activity, begun now; with a `start_date` in the past, one that was uploaded late. */
  addActivity(wanted?: NewActivity): WorldActivity;
  editActivity(activityId: number, edit: ActivityEdit): void;
  deleteActivity(activityId: number): void;
  /** A new route, made now. */
  addRoute(wanted?: RouteEdit & { readonly athleteId?: number }): PlannedRoute;
  editRoute(routeId: bigint, edit: RouteEdit): void;
  removeRoute(routeId: bigint): void;
  /** @param how a hidden one is counted, and nobody is shown it. */
  giveKudos(activityId: number, how?: { hidden?: boolean }): void;
  /** @param position in the list of kudos, the newest unless given. */
  takeKudos(activityId: number, position?: number): void;
  /** @returns the id of the comment, written now. */
  addComment(activityId: number, wanted?: NewComment): number;
  removeComment(activityId: number, commentId: number): void;
  /** Lets a comment that was removed come back. */
  restoreComment(activityId: number, commentId: number): void;
  /** Adds a photo, or a video. @returns its `unique_id`. */
  addPhoto(activityId: number, kind?: 'photo' | 'video'): string;
  /** Removes this photo, the last one unless given. */
  removePhoto(activityId: number, uniqueId?: string): void;
}

/** What can happen to the activities of a simulator. */
export function changesOf(state: SimulatorState): Changes {
  let [added, planned] = [0, 0];
  const planner = (id: bigint) => {
    for (const { routes } of state.world.athletes) {
      const route = routes.find((each) => each.id === id);
      if (route) return { routes, route };
    }
    throw new Error(`The simulated world has no route ${id}.`);
  };
  const owned = (id: number) => find(state.world.athletes, id);
  return {
    addActivity: (wanted = {}) => {
      added += 1;
      return add(state, wanted, added);
    },
    editActivity: (id, changes) => edit(owned(id), changes),
    deleteActivity: (id) => remove(owned(id)),
    addRoute: ({ athleteId = state.consent.athleteId, ...fields } = {}) => {
      planned += 1;
      const route = { ...planRoute(500_000 + planned, state.clock.now()), ...fields };
      state.world.athleteOf(athleteId).routes.push(route);
      return route;
    },
    editRoute: (id, changes) => {
      const { route } = planner(id);
      Object.assign(route, changes, { updatedAt: state.clock.now() });
    },
    removeRoute: (id) => {
      const { routes, route } = planner(id);
      routes.splice(routes.indexOf(route), 1);
    },
    giveKudos: (id, how) => giveKudos(owned(id).activity, how),
    takeKudos: (id, position) => takeKudos(owned(id).activity, position),
    addComment: (id, wanted) => addComment(owned(id).activity, state.clock.now(), wanted),
    removeComment: (id, commentId) => setRemoved(owned(id).activity, commentId, true),
    restoreComment: (id, commentId) => setRemoved(owned(id).activity, commentId, false),
    addPhoto: (id, kind = 'photo') => {
      const { activity } = owned(id);
      const { added = [], removed = [] } = activity.photos ?? {};
      activity.photos = { added: [...added, kind === 'video'], removed };
      return lastPhoto(activity);
    },
    removePhoto: (id, uniqueId) => {
      const { activity } = owned(id);
      const { added = [], removed = [] } = activity.photos ?? {};
      activity.photos = { added, removed: [...removed, uniqueId ?? lastPhoto(activity)] };
    },
  };
}

interface Owned {
  readonly athlete: WorldAthlete;
  readonly activity: WorldActivity;
}

function find(athletes: readonly WorldAthlete[], id: number): Owned {
  for (const athlete of athletes) {
    const activity = athlete.activities.find((each) => each.id === id);
    if (activity) return { athlete, activity };
  }
  throw new Error(`The simulated world has no activity ${id}.`);
}

function add({ world, clock, consent }: SimulatorState, wanted: NewActivity, count: number): WorldActivity {
  const { athleteId = consent.athleteId, traits, sport_type, ...fields } = wanted;
  const athlete = world.athleteOf(athleteId);
  const shape = { ...(sport_type !== undefined && { sport: sport_type }), ...(traits && { traits }) };
  const plan = { key: 1_000_000 + count, startedAt: clock.now(), shape };
  const made = makeActivity(athlete.maker, createRandom(athlete.maker.seed, 1_000_000, count), plan);
  const activity = {
    ...made,
    visibility: 'everyone' as const,
    start_date: isoSeconds(clock.now()),
    ...fields,
  };
  activity.elapsed_time = wanted.elapsed_time ?? Math.max(activity.moving_time, made.elapsed_time);
  athlete.activities.push(activity);
  athlete.activities.sort((a, b) => Date.parse(a.start_date) - Date.parse(b.start_date));
  useGear(athlete, activity, 1);
  return activity;
}

function edit({ athlete, activity }: Owned, changes: ActivityEdit): void {
  const { crop, hideStart, private: isPrivate, ...fields } = changes;
  useGear(athlete, activity, -1);
  Object.assign(
    activity,
    isPrivate !== undefined && { visibility: isPrivate ? 'only_me' : 'everyone' },
    fields,
  );
  if (hideStart)
    activity.start_date = isoSeconds(hiddenStart(activity.zone, Date.parse(activity.start_date)));
  if (crop) cut(activity, crop);
  useGear(athlete, activity, 1);
}

function cut(
  activity: WorldActivity,
  { from = 0, to = Number.POSITIVE_INFINITY }: { from?: number; to?: number },
) {
  const recording = recordingOf(activity);
  if (recording === undefined) throw new Error('A manual activity cannot be cropped.');
  const first = recording.time.findIndex((second) => second >= from);
  const last = recording.time.findLastIndex((second) => second <= to);
  if (first === -1 || last <= first) throw new Error('A crop has to leave something.');
  const { altitude = [] } = recording;
  const rise = altitude
    .slice(first, last + 1)
    .reduce((sum, height, at, kept) => sum + Math.max(0, height - (kept[at - 1] ?? height)), 0);
  const offset = activity.cut?.from ?? 0;
  activity.recorded = extentOf(activity);
  activity.cut = { from: offset + first, to: offset + last };
  activity.start_date = isoSeconds(Date.parse(activity.start_date) + (recording.time[first] ?? 0) * 1000);
  Object.assign(activity, extentOfStretch(recording, { from: first, to: last }), {
    total_elevation_gain: tenths(rise),
  });
}

function lastPhoto(activity: WorldActivity): string {
  const last = photoIds(activity).at(-1);
  if (last === undefined) throw new Error(`Activity ${activity.id} has no photo.`);
  return last.unique_id;
}

function remove({ athlete, activity }: Owned): void {
  athlete.activities.splice(athlete.activities.indexOf(activity), 1);
  useGear(athlete, activity, -1);
}
