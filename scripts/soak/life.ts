/** What happens at Strava during a soak: whatever an athlete and those who follow them do there. */
import type { Simulator } from '../../test/simulator/index.ts';
import { createRandom } from '../../test/simulator/random.ts';
import { type Change, type Life, OF_ACTIVITIES } from './life-of-activities.ts';

const DAY_MS = 86_400_000;
const SEGMENTS = 400;
/** Among so many of the newest is most of what changes. */
const NEWEST = 40;

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

const CHANGES: readonly Change[] = [...OF_ACTIVITIES, route, star, club, gear, zones];

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
