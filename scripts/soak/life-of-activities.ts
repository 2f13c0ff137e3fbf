/** What happens to the activities of a soak. */
import type { WorldActivity } from '../../test/simulator/activities.ts';
import type { Simulator } from '../../test/simulator/index.ts';
import { photoIds } from '../../test/simulator/photos.ts';
import type { Random } from '../../test/simulator/random.ts';
import { recordingOf } from '../../test/simulator/recording.ts';

const DAY_MS = 86_400_000;
const SPORTS = ['Run', 'Ride', 'Hike', 'Swim', 'Workout', 'GravelRide'];

/** What the changes are made with. */
export interface Life {
  simulator: Simulator;
  random: Random;
  /** One of these; undefined when there is none. */
  one<T>(all: readonly T[]): T | undefined;
  /** One activity, mostly of the newest. */
  activity(): WorldActivity;
  /** What happens later, milliseconds from now. */
  later(ms: number, change: () => void): void;
}

/** A change, how often it comes among the others, and what it says of itself; nothing when it could not be made. */
export type Change = readonly [weight: number, make: (life: Life) => string | undefined];

const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

const crop: Change = [
  2,
  ({ simulator, activity, random }) => {
    const { id } = activity();
    const found = simulator.world.athletes[0]?.activities.find((each) => each.id === id);
    const seconds = (found && recordingOf(found)?.time.at(-1)) ?? 0;
    if (seconds < 1_200) return undefined;
    const from = Math.floor(random() * 120);
    simulator.editActivity(id, { crop: { from, to: seconds - 60 } });
    return `crop ${id}`;
  },
];

const edit: Change = [
  6,
  ({ simulator, activity, one, random }) => {
    const { id } = activity();
    const gear = simulator.world.athletes[0]?.maker.closet;
    const change = one([
      { name: `Named anew ${Math.floor(random() * 1e6)} ✏️` },
      { sport_type: one(SPORTS) ?? 'Run' },
      { gear_id: one([...(gear?.bikes ?? []), ...(gear?.shoes ?? [])]) ?? null },
      { gear_id: null },
      { private: random() < 0.5 },
      { hideStart: true as const },
    ]);
    simulator.editActivity(id, change ?? {});
    return `edit ${id} ${Object.keys(change ?? {})}`;
  },
];

const add: Change = [6, ({ simulator }) => `add ${simulator.addActivity().id}`];

const addLate: Change = [
  2,
  ({ simulator, random }) => {
    const start_date = iso(simulator.clock.now() - random() * 700 * DAY_MS);
    return `late ${simulator.addActivity({ start_date }).id}`;
  },
];

const comment: Change = [
  5,
  ({ simulator, activity, random }) => {
    const { id, comments } = activity();
    const shown = comments.filter(({ isRemoved, isHidden }) => !isRemoved && !isHidden);
    const removed = comments.filter(({ isRemoved }) => isRemoved);
    const [first] = random() < 0.4 ? shown : [];
    if (first) simulator.removeComment(id, first.comment.id);
    else if (removed[0] && random() < 0.5) simulator.restoreComment(id, removed[0].comment.id);
    else simulator.addComment(id, { hidden: random() < 0.1 });
    return `comment ${id}`;
  },
];

const kudos: Change = [
  8,
  ({ simulator, activity, random }) => {
    const { id, kudos_count } = activity();
    if (kudos_count > 3 && random() < 0.2) simulator.takeKudos(id, 1);
    else simulator.giveKudos(id, { hidden: random() < 0.1 });
    return `kudos ${id}`;
  },
];

const photo: Change = [
  4,
  ({ simulator, activity, random, one }) => {
    const found = activity();
    const shown = one(photoIds(found));
    if (shown && random() < 0.4) simulator.removePhoto(found.id, shown.unique_id);
    else simulator.addPhoto(found.id, random() < 0.2 ? 'video' : 'photo');
    return `photo ${found.id}`;
  },
];

/** For good, or for some days. */
const remove: Change = [
  1.5,
  ({ simulator, activity, random, later }) => {
    const { id } = activity();
    const bringBack = simulator.deleteActivity(id);
    if (random() < 0.5) return `delete ${id}`;
    later((0.2 + random() * 3) * DAY_MS, bringBack);
    return `delete ${id} for a while`;
  },
];

const hide: Change = [
  1,
  ({ simulator, activity, random, later }) => {
    const { id } = activity();
    later((0.2 + random() * 3) * DAY_MS, simulator.hideActivity(id));
    return `hide ${id}`;
  },
];

export const OF_ACTIVITIES: readonly Change[] = [
  crop,
  edit,
  add,
  addLate,
  comment,
  kudos,
  photo,
  remove,
  hide,
];
