/** What the views of the archive and of the athletes must show, computed from what the simulated Strava knows. */
import { plusDays } from './calendar.ts';
import { countedOf, datedOf, type Local, localsOf, type Row } from './expected-totals.ts';
import { groupsOf, sumOf } from './groups.ts';
import type { Life, Said } from './lives.ts';

export const weightAndFtp = (lives: readonly Life[]): Row[] =>
  lives.flatMap(({ athleteId, said }) => {
    const stretches: Said[][] = [];
    for (const each of said) {
      const last = stretches.at(-1);
      if (last?.[0]?.weight === each.weight && last[0].ftp === each.ftp) last.push(each);
      else stretches.push([each]);
    }
    const change = (now: number | null = null, before: number | null = null) =>
      now === null || before === null ? null : now - before;
    return stretches.map((stretch, i) => {
      const [{ day, weight, ftp } = { day: '', weight: null, ftp: null }] = stretch;
      const before = stretches[i - 1]?.[0];
      return {
        ...{ athlete_id: athleteId, since: day, until: stretch.at(-1)?.day },
        ...{ is_current: Number(i === stretches.length - 1), weight, ftp },
        watts_per_kg: ftp === null || weight === null ? null : ftp / weight,
        ...{ weight_change: change(weight, before?.weight), ftp_change: change(ftp, before?.ftp) },
      };
    });
  });

const totalOf = ({ sport_type }: Local) => {
  if (sport_type === 'Ride' || sport_type === 'VirtualRide') return 'ride';
  if (sport_type === 'Run' || sport_type === 'TrailRun') return 'run';
  return sport_type === 'Swim' ? 'swim' : 'other';
};

const PERIODS: Record<string, (day: string, of: string) => boolean> = {
  recent: (day, of) => day > plusDays(of, -28),
  ytd: (day, of) => day.slice(0, 4) === of.slice(0, 4),
  all: () => true,
};

/** What is counted of one sport, as of an answer; each activity explains once. */
function comparison(list: readonly Local[], { at }: Said, said?: { count: number; distance: number }): Row {
  const isPublic = ({ of }: Local) => of.visibility === 'everyone';
  const isSeen = ({ of }: Local) => Date.parse(of.first_seen_at) <= Date.parse(at);
  const counted = list.filter(({ isDeleted }) => !isDeleted);
  const parts = {
    counted,
    not_public: counted.filter((each) => !isPublic(each)),
    seen_later: counted.filter((each) => isPublic(each) && !isSeen(each)),
    deleted_since: list.filter(
      (each) =>
        each.isDeleted &&
        isPublic(each) &&
        isSeen(each) &&
        Date.parse(each.of.deleted_at ?? '') > Date.parse(at),
    ),
  };
  const row: Row = { said: said?.count ?? null, said_km: said ? said.distance / 1_000 : null };
  let [left, leftKm] = [said?.count ?? 0, (said?.distance ?? 0) / 1_000];
  for (const [name, activities] of Object.entries(parts)) {
    const km = sumOf(activities, (each) => each.km) ?? 0;
    const sign = name === 'counted' || name === 'deleted_since' ? -1 : 1;
    Object.assign(row, { [name]: activities.length, [`${name}_km`]: km });
    left += sign * activities.length;
    leftKm += sign * km;
  }
  return { ...row, unexplained: said ? left : null, unexplained_km: said ? leftKm : null };
}

export const statsHistory = (lives: readonly Life[]): Row[] =>
  lives.flatMap((life) =>
    life.said.flatMap((said) =>
      Object.entries(PERIODS).flatMap(([period, isIn]) =>
        ['ride', 'run', 'swim', 'other'].map((sport) => {
          const begun = localsOf([life]).filter(
            (each) =>
              each.day !== null &&
              each.day <= said.day &&
              totalOf(each) === sport &&
              isIn(each.day, said.day),
          );
          const total = said.stats[`${period}_${sport}_totals`];
          return {
            athlete_id: life.athleteId,
            captured_on: said.day,
            period,
            sport,
            ...comparison(begun, said, total),
          };
        }),
      ),
    ),
  );

const NOTHING = { absent: 0, not_applicable: 0, pending: 0, failed: 0, parked: 0 };

/** Everything was archived: what is not a year's is of the athlete. */
export const completeness = (lives: readonly Life[]): Row[] =>
  lives.flatMap((life) => {
    const row = (resource: string, year: number | null, items: number) => ({
      ...{ athlete_id: life.athleteId, resource, year, items, done: items, ...NOTHING },
    });
    const years = groupsOf(datedOf([life]), ({ day }) => day.slice(0, 4));
    const undated = countedOf([life]).filter(({ day }) => day === null);
    const byYear = new Map(years.map((list) => [Number(list[0]?.day.slice(0, 4)), list.length]));
    // Without a local time, the year is that of the instant.
    for (const { of } of undated) {
      const year = Number(of.start_date.slice(0, 4));
      byYear.set(year, (byYear.get(year) ?? 0) + 1);
    }
    return [
      ...[...byYear].map(([year, items]) => row('activity', year, items)),
      ...['activities', 'athlete', 'stats'].map((resource) => row(resource, null, 1)),
      row('gear', null, life.gear.length),
    ];
  });
