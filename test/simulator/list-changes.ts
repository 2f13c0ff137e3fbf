import type { Gear } from './gear.ts';
import { isoSeconds } from './local-time.ts';
import { type PlannedRoute, planRoute } from './planned.ts';
import { makeClub } from './profile.ts';
import type { WorldClub } from './profile-shape.ts';
import { createRandom } from './random.ts';
import type { SimulatorState } from './state.ts';
import type { WorldAthlete } from './world.ts';

/** What the athletes do with what they own, follow and are members of; the one who consents unless told. */
export interface ListChanges {
  /** @param id of a club that somebody is a member of; a new one unless given. */
  joinClub(options?: { id?: number; name?: string; athleteId?: number }): WorldClub;
  leaveClub(id: number, athleteId?: number): void;
  /** @param number of the segment in the world. */
  star(number: number, athleteId?: number): void;
  unstar(number: number, athleteId?: number): void;
  /** From now on nobody knows it but the activities. @returns what brings it back. */
  removeGear(id: string, athleteId?: number): () => void;
  /** The profile lists it no more, its own address does. @returns what takes it into use again. */
  retireGear(id: string, athleteId?: number): () => void;
  /** A new route, made now. */
  addRoute(wanted?: RouteEdit & { readonly athleteId?: number }): PlannedRoute;
  editRoute(routeId: bigint, edit: RouteEdit): void;
  removeRoute(routeId: bigint): void;
}

/** What an athlete can change of a route; another `seed` is another way. */
export type RouteEdit = Partial<
  Pick<PlannedRoute, 'name' | 'description' | 'private' | 'starred' | 'distance' | 'seed'>
>;

/** What can happen to the lists of a simulator. */
export function listChangesOf(state: SimulatorState): ListChanges {
  let [founded, planned] = [0, 0];
  const of = (athleteId = state.consent.athleteId) => state.world.athleteOf(athleteId);
  const found = (name = `Club ${founded}`) => {
    founded += 1;
    return makeClub(2_000_000 + Math.floor(createRandom(founded, 23)() * 1e6) * 10 + (founded % 10), name);
  };
  const existing = (id: number) =>
    state.world.athletes.flatMap(({ detail }) => detail.clubs).find((club) => club.id === id) ??
    makeClub(id, `Club ${id}`);
  return {
    joinClub({ id, name, athleteId } = {}) {
      const club = id === undefined ? found(name) : existing(id);
      const { detail } = of(athleteId);
      if (!detail.clubs.some((each) => each.id === club.id)) detail.clubs.unshift({ ...club });
      return club;
    },
    leaveClub: (id, athleteId) => take(of(athleteId).detail.clubs, (club) => club.id === id),
    star(number, athleteId) {
      const { stars } = of(athleteId);
      if (stars.every((star) => star.number !== number))
        stars.unshift({ number, starred_date: isoSeconds(state.clock.now()) });
    },
    unstar: (number, athleteId) => take(of(athleteId).stars, (star) => star.number === number),
    removeGear: (id, athleteId) => removeGear(of(athleteId), id),
    retireGear: (id, athleteId) => retireGear(of(athleteId), id),
    addRoute: ({ athleteId, ...fields } = {}) => {
      planned += 1;
      const route = { ...planRoute(500_000 + planned, state.clock.now()), ...fields };
      of(athleteId).routes.push(route);
      return route;
    },
    editRoute: (id, changes) =>
      void Object.assign(plannerOf(state, id).route, changes, { updatedAt: state.clock.now() }),
    removeRoute: (id) => take(plannerOf(state, id).routes, (route) => route.id === id),
  };
}

function plannerOf({ world }: SimulatorState, id: bigint): { routes: PlannedRoute[]; route: PlannedRoute } {
  for (const { routes } of world.athletes) {
    const route = routes.find((each) => each.id === id);
    if (route) return { routes, route };
  }
  throw new Error(`The simulated world has no route ${id}.`);
}

/** Takes what is meant out of a list. */
function take<Thing>(all: Thing[], isMeant: (thing: Thing) => boolean): void {
  const index = all.findIndex(isMeant);
  if (index === -1) throw new Error('The simulated athlete has no such thing.');
  all.splice(index, 1);
}

function rackOf({ detail, retiredGear }: WorldAthlete, id: string) {
  const racks = [detail.bikes, detail.shoes, retiredGear] as Gear[][];
  const rack = racks.find((each) => each.some((gear) => gear.id === id));
  const gear = rack?.find((each) => each.id === id);
  if (!rack || !gear) throw new Error(`The simulated athlete has no gear ${id}.`);
  return { rack, gear };
}

function removeGear(athlete: WorldAthlete, id: string): () => void {
  const { rack, gear } = rackOf(athlete, id);
  take(rack, (each) => each.id === id);
  return () => void rack.push(gear);
}

function retireGear(athlete: WorldAthlete, id: string): () => void {
  const { rack } = rackOf(athlete, id);
  const put = (from: Gear[], to: Gear[], retired: boolean) => {
    const { gear } = rackOf(athlete, id);
    take(from, (each) => each.id === id);
    // The same thing, so that what was ridden meanwhile counts.
    to.push(Object.assign(gear, { retired }) as Gear);
  };
  const { retiredGear } = athlete as { retiredGear: Gear[] };
  put(rack, retiredGear, true);
  return () => put(retiredGear, rack, false);
}
