import type { WorldActivity } from './activities.ts';
import { makeActivity } from './activities.ts';
import { addComment, type NewComment, setRemoved } from './comments.ts';
import { cropActivity } from './crop.ts';
import { useGear } from './gear.ts';
import { giveKudos, takeKudos } from './kudos.ts';
import { hiddenStart, isoSeconds } from './local-time.ts';
import { photoIds } from './photos.ts';
import { createRandom } from './random.ts';
import type { SimulatorState } from './state.ts';
import type { Traits } from './traits.ts';
import type { WorldAthlete } from './world.ts';

const DAY_MS = 86_400_000;

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
  /** These two the detail alone tells. */
  readonly description?: string | null;
  readonly private_note?: string;
  /** `true` is `visibility: 'only_me'`, `false` is `'everyone'`. */
  readonly private?: boolean;
  /** Strava says 00:00:01 local time from now on. */
  readonly hideStart?: true;
  /** Seconds of the recording to keep, as its `time` stream counts them. */
  readonly crop?: { readonly from?: number; readonly to?: number };
  /** What list and detail say in place of what they would; a field that is `undefined` here is absent there. */
  readonly odd?: Readonly<Record<string, unknown>>;
}

/** What the athletes do while the simulator runs. An id that does not exist is an error of the test. */
export interface Changes {
  /** A new activity, begun now; with a `start_date` in the past, one that was uploaded late. */
  addActivity(wanted?: NewActivity): WorldActivity;
  /** So many that were uploaded late and at once, a day apart; the newest begun at `start_date`, a month ago unless given. */
  importActivities(count: number, wanted?: NewActivity): WorldActivity[];
  editActivity(activityId: number, edit: ActivityEdit): void;
  /** From now on nobody has it. @returns what brings it back as it was, with the same id. */
  deleteActivity(activityId: number): () => void;
  /** The list shows it no more; whoever asks for it by its id gets it. @returns what lets the list show it again. */
  hideActivity(activityId: number): () => void;
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
  let added = 0;
  const owned = (id: number) => find(state.world.athletes, id);
  const addActivity = (wanted: NewActivity = {}) => {
    added += 1;
    return add(state, wanted, added);
  };
  return {
    addActivity,
    importActivities: (count, wanted = {}) => {
      const newest = Date.parse(wanted.start_date ?? isoSeconds(state.clock.now() - 30 * DAY_MS));
      const startOf = (back: number) => isoSeconds(newest - back * DAY_MS);
      return Array.from({ length: count }, (_, n) => addActivity({ ...wanted, start_date: startOf(n) }));
    },
    editActivity: (id, changes) => edit(owned(id), changes),
    deleteActivity: (id) => remove(owned(id)),
    hideActivity: (id) => {
      const { activity } = owned(id);
      activity.unlisted = true;
      return () => {
        activity.unlisted = false;
      };
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
  put({ athlete, activity });
  return activity;
}

function put({ athlete, activity }: Owned): void {
  athlete.activities.push(activity);
  athlete.activities.sort((a, b) => Date.parse(a.start_date) - Date.parse(b.start_date));
  useGear(athlete, activity, 1);
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
  if (crop) cropActivity(activity, crop);
  useGear(athlete, activity, 1);
}

function lastPhoto(activity: WorldActivity): string {
  const last = photoIds(activity).at(-1);
  if (last === undefined) throw new Error(`Activity ${activity.id} has no photo.`);
  return last.unique_id;
}

function remove({ athlete, activity }: Owned): () => void {
  athlete.activities.splice(athlete.activities.indexOf(activity), 1);
  useGear(athlete, activity, -1);
  return () => put({ athlete, activity });
}
