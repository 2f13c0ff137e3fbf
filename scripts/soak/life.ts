/** What happens at Strava during a soak: whatever an athlete and those who follow them do there. */
import type { WorldActivity } from '../../test/simulator/activities.ts';
import type { Simulator } from '../../test/simulator/index.ts';
import { photoIds } from '../../test/simulator/photos.ts';
import { createRandom, type Random } from '../../test/simulator/random.ts';
import { recordingOf } from '../../test/simulator/recording.ts';

const DAY_MS = 86_400_000;
const SEGMENTS = 400;
const SPORTS = ['Run', 'Ride', 'Hike', 'Swim', 'Workout', 'GravelRide'];
/** Among so many of the newest is most of what changes. */
const NEWEST = 40;

/** What the changes are made with. */
interface Life {
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
type Change = readonly [weight: number, make: (life: Life) => string | undefined];

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

const route: Change = [
  2,
  ({ simulator, one, random }) => {
    const existing = one(simulator.world.athletes[0]?.routes ?? []);
    if (!existing || random() < 0.3) return `route ${simulator.addRoute().id}`;
    if (random() < 0.3) simulator.removeRoute(existing.id);
    else simulator.editRoute(existing.id, { name: `Around ${Math.floor(random() * 1e6)}` });
    return `route ${existing.id}`;
  },
];

const star: Change = [
  2,
  ({ simulator, one, random }) => {
    const starred = one(simulator.world.athletes[0]?.stars ?? []);
    if (starred && random() < 0.5) simulator.unstar(starred.number);
    else simulator.star(Math.floor(random() * SEGMENTS));
    return 'star';
  },
];

const club: Change = [
  1,
  ({ simulator, one, random }) => {
    const joined = one(simulator.world.athletes[0]?.detail.clubs ?? []);
    if (joined && random() < 0.5) simulator.leaveClub(joined.id);
    else simulator.joinClub();
    return 'club';
  },
];

/** Gone for some days. */
const gear: Change = [
  0.5,
  ({ simulator, one, later }) => {
    const gone = one(simulator.world.athletes[0]?.retiredGear ?? []);
    if (!gone) return undefined;
    const bringBack = simulator.removeGear(gone.id);
    later(2 * DAY_MS, bringBack);
    return `gear ${gone.id} gone`;
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

const zones: Change = [
  0.5,
  ({ simulator, random }) => {
    const [athlete] = simulator.world.athletes;
    if (!athlete) return undefined;
    if (athlete.detail.ftp !== null) athlete.detail.ftp = 200 + Math.floor(random() * 100);
    athlete.heartZones.starts = [0, 110, 130, 150, 165].map((start) => start + Math.floor(random() * 10));
    return 'zones';
  },
];

const CHANGES: Change[] = [
  add,
  addLate,
  edit,
  crop,
  comment,
  kudos,
  photo,
  route,
  star,
  club,
  gear,
  zones,
  remove,
  hide,
];

/** @param later lets something happen so many milliseconds from now. @returns makes one change and says which. */
export function createLife(simulator: Simulator, seed: number, later: Life['later']): () => string {
  const random = createRandom(seed, 71);
  const one = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)];
  const athleteId = simulator.consent.athleteId;
  const life: Life = {
    ...{ simulator, random, one, later },
    activity() {
      const all = simulator.world.activitiesOf(athleteId, simulator.clock.now());
      const found = one(random() < 0.7 ? all.slice(-NEWEST) : all);
      if (!found) throw new Error('The simulated athlete has no activity any more.');
      return found;
    },
  };
  const total = CHANGES.reduce((sum, [weight]) => sum + weight, 0);
  return function change(): string {
    let left = random() * total;
    const chosen = CHANGES.find(([weight]) => {
      left -= weight;
      return left < 0;
    });
    return chosen?.[1](life) ?? change();
  };
}
