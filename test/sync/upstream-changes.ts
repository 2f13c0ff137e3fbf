/** What happens at Strava in a story, each thing by two numbers. */
import fc from 'fast-check';
import { isoSeconds } from '../simulator/local-time.ts';
import { sized } from '../support/soak.ts';
import type { UpstreamWorld } from './upstream-world.ts';

/** Which of those that there are, and how. */
export interface Choice {
  which: number;
  n: number;
}

const DAY_MS = 86_400_000;
/** Without a recording, so that many of them cost little. */
const BY_HAND = { traits: { manual: true, gps: false } };
const pick = <T>(all: readonly T[], n: number): T | undefined => all[n % all.length];

/** What was taken away and may come back. */
type Away<Id = string> = Map<Id, () => void>;

/** What may happen in a world; what is not possible at the moment does not. */
export function changesIn(world: UpstreamWorld) {
  const { simulator, standing, truth, clock } = world;
  const [deleted, hidden]: [Away<number>, Away<number>] = [new Map(), new Map()];
  const [retired, removed]: [Away, Away] = [new Map(), new Map()];
  const comments: [activity: number, comment: number][] = [];
  /** Of which a number stayed as it was, perhaps, though what it counts did not. */
  const touched = new Set<number>();
  /** Which the list has lacked: whether they are there still, only they themselves tell, once in REREAD_DAYS. */
  const lacked = new Set<number>();
  const living = () => truth().summaries();
  const owner = () => simulator.world.athleteOf(world.athleteId);
  const gear = () => [...owner().detail.bikes, ...owner().detail.shoes].map(({ id }) => id);
  const of = ({ which }: Choice) => pick(living(), which);
  const bringBack = <Id>(away: Away<Id>, { which }: Choice) => {
    const [id, back] = pick([...away], which) ?? [];
    back?.();
    if (id !== undefined) away.delete(id);
    return id;
  };
  /** Does it to an activity. @returns its id. */
  const toOne =
    (what: (id: number, choice: Choice) => void, counts = false) =>
    (choice: Choice) => {
      const id = of(choice)?.id;
      if (id === undefined) return undefined;
      what(id, choice);
      if (counts) touched.add(id);
      return id;
    };

  /** @returns the id of the activity that it was about, or the ids, if it was about any. */
  const changes: Record<string, (choice: Choice) => unknown> = {
    rename: toOne((id, { n }) => simulator.editActivity(id, { name: `Renamed ${n}` })),
    sport: toOne((id, { n }) =>
      simulator.editActivity(id, { sport_type: pick(['Walk', 'Hike', 'Run'], n) ?? '' }),
    ),
    visibility: toOne((id, { n }) =>
      simulator.editActivity(id, {
        visibility: pick(['everyone', 'followers_only', 'only_me'] as const, n) ?? 'everyone',
      }),
    ),
    swap: toOne((id, { n }) => simulator.editActivity(id, { gear_id: pick([...gear(), null], n) ?? null })),
    crop: toOne((id, { n }) => {
      const time = truth().streams(id)?.time?.data ?? [];
      if (time.length > 60)
        simulator.editActivity(id, { crop: { from: time[1 + (n % 20)] ?? 0, to: time.at(-2) ?? 0 } });
    }, true),
    'hide start': toOne((id) => simulator.editActivity(id, { hideStart: true }), true),
    delete: toOne((id) => void deleted.set(id, simulator.deleteActivity(id))),
    undelete: (choice) => bringBack(deleted, choice),
    hide: toOne((id) => void hidden.set(id, simulator.hideActivity(id))),
    show: (choice) => bringBack(hidden, choice),
    add: () => simulator.addActivity().id,
    'upload late': ({ n }) => {
      const start_date = isoSeconds(clock.now() - (2 + n) * DAY_MS);
      return simulator.addActivity({ start_date, sport_type: 'Run' }).id;
    },
    import: ({ n }) => simulator.importActivities(150 + n, BY_HAND).map(({ id }) => id),
    comment: toOne((id, { n }) => void simulator.addComment(id, { hidden: n % 5 === 0 }), true),
    uncomment: toOne((id, { n }) => {
      const comment = pick(truth().comments(id), n);
      if (!comment) return;
      simulator.removeComment(id, comment.id);
      comments.push([id, comment.id]);
    }, true),
    recomment: ({ which }) => {
      const [id, comment] = pick(comments, which) ?? [];
      if (id === undefined || comment === undefined || deleted.has(id)) return undefined;
      simulator.restoreComment(id, comment);
      touched.add(id);
      return id;
    },
    kudos: toOne((id, { n }) => simulator.giveKudos(id, { hidden: n % 5 === 0 }), true),
    unkudos: toOne((id, { n }) => {
      const given = truth().kudos(id).length;
      if (given > 0) simulator.takeKudos(id, n % given);
    }, true),
    photo: toOne((id, { n }) => void simulator.addPhoto(id, n % 4 === 0 ? 'video' : 'photo'), true),
    unphoto: toOne((id, { n }) => {
      const photo = pick(truth().photos(id), n);
      if (photo) simulator.removePhoto(id, photo.unique_id);
    }, true),
    retire: ({ which }) => {
      const id = pick(gear(), which);
      if (id !== undefined && !removed.has(id)) retired.set(id, simulator.retireGear(id));
    },
    reuse: (choice) => void bringBack(retired, choice),
    discard: ({ which }) => {
      const id = pick(gear(), which);
      if (id !== undefined) removed.set(id, simulator.removeGear(id));
    },
    find: (choice) => void bringBack(removed, choice),
    route: ({ n }) => void simulator.addRoute({ seed: n }),
    'edit route': ({ which, n }) => {
      const route = pick(truth().routes(), which);
      if (route) simulator.editRoute(BigInt(route.id), { name: `Way ${n}`, private: n % 2 === 0 });
    },
    'remove route': ({ which }) => {
      const route = pick(truth().routes(), which);
      if (route) simulator.removeRoute(BigInt(route.id));
    },
    star: ({ n }) => simulator.star(n),
    unstar: ({ which }) => {
      const star = pick(owner().stars, which);
      if (star) simulator.unstar(star.number);
    },
    join: () => void simulator.joinClub(),
    leave: ({ which }) => {
      const club = pick(truth().clubs(), which);
      if (club) simulator.leaveClub(club.id);
    },
    lapse: () => {
      simulator.inactive = true;
    },
    renew: () => {
      simulator.inactive = false;
    },
    revoke: () => simulator.revoke(world.athleteId),
    // Whoever shows half of the list, or none of it, gives the rest to who asks for it.
    'lack half': ({ n }) => {
      const change = (all: readonly unknown[]) =>
        all.filter((each) => (each as { id: number }).id % 2 === n % 2);
      standing.set('list', {
        path: '/api/v3/athlete/activities',
        every: 1,
        kind: { kind: 'elements', change },
      });
    },
    'lack all': () => {
      standing.set('list', {
        path: '/api/v3/athlete/activities',
        every: 1,
        kind: { kind: 'json', json: [] },
      });
    },
    'lack none': () => void standing.delete('list'),
  };
  /** Notes what the list lacks at this moment. */
  const noteLacking = () => {
    for (const { id } of living()) if (standing.size > 0 || hidden.has(id)) lacked.add(id);
  };
  return { changes, touched, hidden, lacked, noteLacking };
}

const OF_ACTIVITIES = 'rename,sport,visibility,swap,crop,hide start,delete,undelete,hide,show'.split(',');
const OF_OTHERS = 'comment,uncomment,recomment,kudos,unkudos,photo,unphoto,add,upload late'.split(',');
const OF_LISTS = 'retire,reuse,discard,find,route,edit route,remove route,star,unstar,join,leave'.split(',');
const OF_STRAVA = 'lapse,renew,revoke,lack half,lack all,lack none'.split(',');

const choice = { which: fc.nat({ max: 30 }), n: fc.nat({ max: 99 }) };
const oneOf = (names: readonly string[]) => fc.record({ do: fc.constantFrom(...names), ...choice });

/** A change, as plain values. */
export type Change = Choice & { do: string };

/** What a story may hold of changes. */
export const change: fc.Arbitrary<Change> = fc.oneof(
  { arbitrary: oneOf(OF_ACTIVITIES), weight: 50 },
  { arbitrary: oneOf(OF_OTHERS), weight: 30 },
  { arbitrary: oneOf(OF_LISTS), weight: 20 },
  { arbitrary: oneOf(OF_STRAVA), weight: 10 },
  { arbitrary: oneOf(['import']), weight: sized(0, 1) },
);
