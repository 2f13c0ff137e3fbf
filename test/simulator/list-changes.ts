import { gearOf } from './gear.ts';
import { isoSeconds } from './local-time.ts';
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
}

/** What can happen to the lists of a simulator. */
export function listChangesOf(state: SimulatorState): ListChanges {
  let founded = 0;
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
  };
}

/** Takes what is meant out of a list. */
function take<Thing>(all: Thing[], isMeant: (thing: Thing) => boolean): void {
  const index = all.findIndex(isMeant);
  if (index === -1) throw new Error('The simulated athlete has no such thing.');
  all.splice(index, 1);
}

function removeGear(athlete: WorldAthlete, id: string): () => void {
  const racks = [athlete.detail.bikes, athlete.detail.shoes, athlete.retiredGear] as { id: string }[][];
  const rack = racks.find((each) => each.some((gear) => gear.id === id));
  const gear = gearOf(athlete).find((each) => each.id === id);
  if (!rack || !gear) throw new Error(`The simulated athlete has no gear ${id}.`);
  take(rack, (each) => each.id === id);
  return () => void rack.push(gear);
}
