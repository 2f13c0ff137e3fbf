import { settle } from '../../src/settled/settle.ts';
import type { GearDetail } from '../simulator/gear.ts';
import type { ActivityDetail } from '../simulator/index.ts';
import type { Zone } from '../simulator/local-time.ts';
import { connectGrant } from '../support/app.ts';
import { archiveAll, type History, historyOf } from '../sync/history-world.ts';
import { dayIn } from './calendar.ts';

const HOUR_MS = 3_600_000;
/** Over the end of a year that ends in week 53. */
const START = '2027-01-05T10:00:00Z';
const SECOND_LIFE = 24;

/** What Strava says of an activity, in full, and what the archive alone knows: instants. */
export interface Known extends ActivityDetail {
  first_seen_at: string;
  deleted_at: string | null;
}

/** What Strava said of an athlete on a day. */
export interface Said {
  day: string;
  at: string;
  stats: Record<string, { count: number; distance: number }>;
  weight: number | null;
  ftp: number | null;
}

/** An athlete, as far as the views speak of one. */
export interface Life {
  athleteId: number;
  /** Deleted ones too. */
  activities: Known[];
  gear: GearDetail[];
  said: Said[];
}

const MOMENTS: [start: string, zone: Zone, sport: string][] = [
  // The clock goes forward, and back, between these.
  ['2026-03-29T00:30:00Z', 'home', 'Run'],
  ['2026-03-29T01:30:00Z', 'home', 'Ride'],
  ['2026-10-25T00:30:00Z', 'home', 'Run'],
  ['2026-10-25T01:30:00Z', 'home', 'Walk'],
  // Another day there than in UTC, in another year.
  ['2025-12-31T20:00:00Z', 'himalaya', 'Run'],
  ['2026-01-01T03:00:00Z', 'andes', 'Run'],
  ['2026-12-31T23:30:00Z', 'home', 'Run'],
  // Days that only leap years have, and their neighbours.
  ['2024-02-28T12:00:00Z', 'home', 'Ride'],
  ['2024-02-29T12:00:00Z', 'home', 'Run'],
  ['2024-03-01T12:00:00Z', 'home', 'Ride'],
  ['2025-03-01T12:00:00Z', 'home', 'Ride'],
  // Week 53 of 2020 began in it and ended in 2021; week 1 of 2025 began in 2024.
  ['2020-12-31T12:00:00Z', 'home', 'Run'],
  ['2021-01-03T12:00:00Z', 'home', 'Run'],
  ['2021-01-04T12:00:00Z', 'home', 'Swim'],
  ['2024-12-30T12:00:00Z', 'home', 'Run'],
];

/** What Strava may leave out one day. */
const UNSAID = [{ start_date_local: undefined }, { distance: null }, { sport_type: null, gear_id: null }];

/** Two athletes whose days are all that a calendar knows, archived over a week in which things change and are deleted. */
export async function twoLives() {
  const environment = { ARCHIVE: 'athlete,stats,activities,gear,activity' };
  const history = await historyOf({ activities: 40, start: START, environment });
  const { simulator, app, archive, clock, athleteId, pass, backfill, sql } = history;
  const secondId = simulator.world.athletes[1]?.detail.id ?? 0;
  connectGrant(app, simulator, { athleteId: secondId, expiresInSeconds: 1_000 * 24 * 3_600 });
  const second = simulator.world.athleteOf(secondId).activities;
  const soFar = second.filter(({ start_date }) => start_date < START);
  second.splice(0, second.length, ...soFar.filter((_, i) => i % Math.ceil(soFar.length / SECOND_LIFE) === 0));
  for (const [start_date, zone, sport_type] of MOMENTS)
    Object.assign(simulator.addActivity({ start_date, sport_type }), { zone });
  for (const [i, odd] of UNSAID.entries())
    simulator.editActivity(
      simulator.addActivity({ start_date: `2026-02-0${i + 1}T08:00:00Z`, sport_type: 'Run' }).id,
      { odd },
    );

  const ids = [athleteId, secondId];
  const said = new Map(ids.map((id) => [id, [] as Said[]]));
  const seen = new Map<number, ActivityDetail>();
  const look = async () => {
    await pass();
    await backfill();
    await settle(archive);
    for (const athlete of ids) {
      const truth = simulator.truth(athlete);
      for (const { id } of truth.summaries()) if (!seen.has(id)) seen.set(id, truth.detail(id));
      const { weight = null, ftp = null } = truth.profile();
      const at = new Date(clock.now()).toISOString();
      const today = {
        day: dayIn('Europe/Berlin', at),
        at,
        stats: truth.stats(clock.now()) as Said['stats'],
        weight,
        ftp,
      };
      said.set(athlete, [...(said.get(athlete) ?? []).filter(({ day }) => day !== today.day), today]);
    }
  };
  await archiveAll(history);
  await changingWeek(history, look);

  const archived = sql<{ id: number; first_seen_at: string; deleted_at: string | null }>(
    'SELECT id, first_seen_at, deleted_at FROM activities',
  );
  const lives = ids.map((id): Life => {
    const truth = simulator.truth(id);
    const own = archived.flatMap((row) => {
      const detail = seen.get(row.id);
      return detail?.athlete.id === id ? [{ ...detail, ...row }] : [];
    });
    const gear = truth.gearIds().map((gearId) => truth.gear(gearId));
    return { athleteId: id, activities: own, gear, said: said.get(id) ?? [] };
  });
  return { ...history, lives };
}

/** A week in which somebody loses weight, uploads late, hides and deletes. */
async function changingWeek(
  { simulator, clock, athleteId }: History,
  look: () => Promise<void>,
): Promise<void> {
  const hours = async (count: number) => {
    clock.advance(count * HOUR_MS);
    await look();
  };
  const { detail } = simulator.world.athleteOf(athleteId);
  await look();
  await hours(24);
  Object.assign(detail, { weight: 61.5 });
  await hours(20);
  Object.assign(detail, { weight: 61.5, ftp: 251 });
  simulator.addActivity({ start_date: '2026-12-20T09:00:00Z', sport_type: 'Ride' });
  await hours(28);
  const truth = simulator.truth(athleteId);
  const fastest = truth.summaries().filter(({ sport_type }) => sport_type === 'Run');
  const [run, ride] = [fastest.at(-3), truth.summaries().find(({ sport_type }) => sport_type === 'Ride')];
  for (const each of [run, ride]) if (each) simulator.deleteActivity(each.id);
  simulator.addActivity({ sport_type: 'Run' });
  for (let day = 0; day < 4; day += 1) await hours(20);
  // Until the odometers are read again.
  await hours(8 * 24);
}
