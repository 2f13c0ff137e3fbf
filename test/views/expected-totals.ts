/** What the views of activities and their totals must show, computed from what the simulated Strava knows. */
import { mondayOf, weekOf } from './calendar.ts';
import { groupsOf, knownOf, mostOf, sumOf } from './groups.ts';
import type { Known, Life } from './lives.ts';

export type Row = Record<string, unknown>;

const GROUPS: Record<string, string[]> = {
  run: ['Run', 'TrailRun'],
  ride: ['Ride', 'VirtualRide'],
  ...{ swim: ['Swim'], walk: ['Walk'] },
};

/** The group of a sport of the simulated world. */
const groupOf = (sport: string | null): string | null =>
  sport && (Object.keys(GROUPS).find((name) => GROUPS[name]?.includes(sport)) ?? 'other');

/** An activity in the units and with the dates that people use. */
export interface Local {
  athlete_id: number;
  day: string | null;
  sport_type: string | null;
  sport_group: string | null;
  km: number | null;
  hours: number;
  elapsed_hours: number;
  elevation: number;
  gear_id: string | null;
  isDeleted: boolean;
  of: Known;
}

function localOf(activity: Known): Local {
  // What is odd about an answer may be that something is not in it.
  const said = activity as Partial<Known>;
  const metres = said.distance ?? null;
  const sport_type = said.sport_type ?? null;
  return {
    athlete_id: activity.athlete.id,
    day: said.start_date_local?.slice(0, 10) ?? null,
    ...{ sport_type, sport_group: groupOf(sport_type) },
    km: metres === null ? null : metres / 1_000,
    hours: activity.moving_time / 3_600,
    elapsed_hours: activity.elapsed_time / 3_600,
    elevation: activity.total_elevation_gain,
    gear_id: activity.gear_id,
    isDeleted: activity.deleted_at !== null,
    of: activity,
  };
}

export const localsOf = (lives: readonly Life[]): Local[] =>
  lives.flatMap(({ activities }) => activities.map(localOf));

/** Those that count. */
export const countedOf = (lives: readonly Life[]): Local[] =>
  localsOf(lives).filter(({ isDeleted }) => !isDeleted);

type Dated = Local & { day: string };
export const datedOf = (lives: readonly Life[]): Dated[] =>
  countedOf(lives).filter((each): each is Dated => each.day !== null);

const flag = (value: boolean | undefined) => (value === undefined ? null : Number(value));
const PACED = ['run', 'walk', 'swim'];
const MILE = 1.609344;

function activityRow(local: Local, { gear }: Life): Row {
  const { of, day, km, hours, sport_group } = local;
  const { year } = day ? { year: Number(day.slice(0, 4)) } : { year: null };
  const isMoving = Boolean(km) && hours > 0;
  const own = gear.find(({ id }) => id === of.gear_id);
  return {
    ...{ id: of.id, athlete_id: local.athlete_id, name: of.name, start_date: of.start_date },
    start_date_local: (of.start_date_local as string | undefined)?.replace('Z', '') ?? null,
    ...{ day, week: day && weekOf(day).week, month: day?.slice(0, 7) ?? null, year },
    ...{ sport_type: local.sport_type, sport_group, km, miles: km === null ? null : km / MILE },
    ...{ hours, elapsed_hours: local.elapsed_hours, elevation: local.elevation },
    pace: isMoving && PACED.includes(sport_group ?? '') ? (hours * 3_600) / (km ?? 0) : null,
    kmh: isMoving ? (km ?? 0) / hours : null,
    average_heartrate: of.average_heartrate ?? null,
    ...{ gear_id: of.gear_id, gear: own ? own.nickname || own.name : null },
    ...{
      private: flag(of.private),
      commute: flag(of.commute),
      trainer: flag(of.trainer),
      manual: flag(of.manual),
    },
    deleted: Number(local.isDeleted),
  };
}

export const activityRows = (lives: readonly Life[]): Row[] =>
  lives.flatMap((life) => localsOf([life]).map((local) => activityRow(local, life)));

function totalsOf(list: readonly Local[]): Row {
  const km = sumOf(list, (each) => each.km);
  const [{ sport_group = null, sport_type = null } = {}] = list;
  return {
    ...{ sport_group, sport_type, activities: list.length, km, miles: km === null ? null : km / MILE },
    hours: sumOf(list, ({ hours }) => hours),
    elapsed_hours: sumOf(list, ({ elapsed_hours }) => elapsed_hours),
    elevation: sumOf(list, ({ elevation }) => elevation),
    longest_km: mostOf(list, (each) => each.km),
  };
}

/** Totals by what a day belongs to, and by sport. */
const totalsBy = (period: (day: string) => Row) => (lives: readonly Life[]) => {
  const keyOf = ({ athlete_id, day, sport_type }: Dated) => [athlete_id, period(day), sport_type];
  return groupsOf(datedOf(lives), keyOf).map((list): Row => {
    const [first] = list;
    return { athlete_id: first?.athlete_id, ...period(first?.day ?? ''), ...totalsOf(list) };
  });
};

export const dailyTotals = totalsBy((day) => ({ day }));
export const weeklyTotals = totalsBy((day) => ({ monday: mondayOf(day), ...weekOf(day) }));
export const monthlyTotals = totalsBy((day) => ({ month: day.slice(0, 7), year: Number(day.slice(0, 4)) }));
export const yearlyTotals = totalsBy((day) => ({ year: Number(day.slice(0, 4)) }));

/** The activities of each selection: all of an athlete, and each group of sports. */
function selectionsOf(lives: readonly Life[]): [group: string | null, list: Dated[]][] {
  const all = groupsOf(datedOf(lives), ({ athlete_id }) => athlete_id);
  const parts = groupsOf(datedOf(lives), ({ athlete_id, sport_group }) => [athlete_id, sport_group]);
  return [
    ...all.map((list): [string, Dated[]] => ['all', list]),
    ...parts.map((list): [string | null, Dated[]] => [list[0]?.sport_group ?? null, list]),
  ];
}

export const cumulativeByDay = (lives: readonly Life[]): Row[] =>
  selectionsOf(lives).flatMap(([sport_group, list]) =>
    [...new Set(list.map(({ day }) => day))].map((day) => {
      const year = day.slice(0, 4);
      const soFar = list.filter((each) => each.day.startsWith(year) && each.day <= day);
      const { activities, km, hours, elevation } = totalsOf(soFar);
      return {
        ...{ athlete_id: list[0]?.athlete_id, sport_group, year: Number(year), month_day: day.slice(5), day },
        ...{ activities, km, hours, elevation },
      };
    }),
  );

export const eddington = (lives: readonly Life[]): Row[] =>
  selectionsOf(lives).flatMap(([sport_group, list]) =>
    [['km', 1], ['miles', MILE] as const].map(([unit, size]) => {
      const days = groupsOf(list, ({ day }) => day).map((day) => sumOf(day, ({ km }) => km));
      const far = knownOf(days).map((km) => km / Number(size) + 1e-9);
      const daysOf = (number: number) => far.filter((each) => each >= number).length;
      let number = 0;
      while (daysOf(number + 1) > number) number += 1;
      return {
        ...{ athlete_id: list[0]?.athlete_id, sport_group, unit, eddington: number },
        days_needed: number + 1 - daysOf(number + 1),
      };
    }),
  );
