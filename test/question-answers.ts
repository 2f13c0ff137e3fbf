/** What the saved questions must answer, computed from what the simulated Strava knows and without any SQL. */
import { expect } from 'vitest';
import { ANSWERS, dayOf, type Facts, groups, metres, type Row, tenth } from './readme-answers.ts';
import type { ActivityDetail } from './simulator/index.ts';

const DAY_MS = 86_400_000;
const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
const hoursOf = (list: { moving_time: number }[]) => sum(list.map(({ moving_time }) => moving_time)) / 3_600;
const climbOf = (list: { total_elevation_gain: number }[]) =>
  sum(list.map(({ total_elevation_gain }) => total_elevation_gain));
/** Rounded to a whole one: which way a half goes is SQLite's to say. */
const whole = (value: number) => expect.closeTo(value, -0.01);
const latestFirst = <Each>(list: [string, Each][]) => list.sort(([a], [b]) => (a < b ? 1 : -1));
const detailsOf = ({ truth }: Facts): ActivityDetail[] => truth.summaries().map(({ id }) => truth.detail(id));

const isRide = ({ sport_type }: { sport_type: string }) => sport_type.includes('Ride');
const farthest = (list: { distance: number }[]) => Math.max(...list.map(({ distance }) => distance)) / 1_000;

function months({ truth }: Facts): Row[] {
  const rides = truth.summaries().filter((each) => isRide(each) && dayOf(each).startsWith('2025'));
  return latestFirst(groups(rides, (each) => dayOf(each).slice(0, 7))).map(([month, list]) => ({
    ...{ month, activities: list.length, km: tenth(metres(list) / 1_000), hours: tenth(hoursOf(list)) },
    ...{ metres_up: whole(climbOf(list)), longest_km: tenth(farthest(list)) },
  }));
}

function years({ truth }: Facts): Row[] {
  return latestFirst(groups(truth.summaries(), (each) => dayOf(each).slice(0, 4))).map(([year, list]) => ({
    ...{ year: Number(year), activities: list.length, days: new Set(list.map(dayOf)).size },
    ...{ km: whole(metres(list) / 1_000), hours: whole(hoursOf(list)), metres_up: whole(climbOf(list)) },
    longest_km: tenth(farthest(list)),
  }));
}

function yearsToTheDay({ truth, today }: Facts): Row[] {
  const soFar = truth.summaries().filter((each) => dayOf(each).slice(5) <= today.slice(5));
  return latestFirst(groups(soFar, (each) => dayOf(each).slice(0, 4))).map(([year, list]) => ({
    ...{ year: Number(year), activities: list.length, km: tenth(metres(list) / 1_000) },
    hours: tenth(hoursOf(list)),
  }));
}

const clock = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(11, 19);

const effortsOf = (facts: Facts) =>
  detailsOf(facts)
    .flatMap(({ best_efforts = [] }) => best_efforts)
    .sort((a, b) => (a.start_date_local < b.start_date_local ? -1 : 1));

function records(facts: Facts): Row[] {
  return groups(effortsOf(facts), ({ name }) => name)
    .map(([effort, list]) => ({ effort, list, distance: list[0]?.distance ?? 0 }))
    .sort((a, b) => a.distance - b.distance)
    .map(({ effort, list }) => ({ effort, best: clock(Math.min(...list.map((each) => each.elapsed_time))) }));
}

function recordHistory(facts: Facts): Row[] {
  const rows: Row[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (const effort of effortsOf(facts).filter(({ name }) => name === '1K')) {
    const { elapsed_time } = effort;
    if (elapsed_time >= best) continue;
    const seconds_faster = Number.isFinite(best) ? best - elapsed_time : null;
    rows.push({ day: dayOf(effort), time: clock(elapsed_time), seconds_faster });
    best = elapsed_time;
  }
  return rows;
}

function segmentHistory(facts: Facts): Row[] {
  const efforts = detailsOf(facts).flatMap(({ segment_efforts }) => segment_efforts);
  const nameOf = ([first]: typeof efforts) => (first?.segment as { name: string } | undefined)?.name ?? '';
  const most = groups(efforts, ({ segment }) => (segment as { id: number }).id).sort(
    ([, a], [, b]) => b.length - a.length || (nameOf(a) < nameOf(b) ? -1 : 1),
  );
  const [, list = []] = most[0] ?? [];
  const best = Math.min(...list.map(({ elapsed_time }) => elapsed_time));
  return list
    .sort((a, b) => (a.start_date_local < b.start_date_local ? 1 : -1))
    .map((each) => ({
      ...{ day: dayOf(each), time: clock(each.elapsed_time), seconds_behind: each.elapsed_time - best },
    }));
}

function streaks({ truth }: Facts): Row[] {
  const days = [...new Set(truth.summaries().map(dayOf))].sort();
  const found: { days: number; first_day: string; last_day: string }[] = [];
  for (const day of days) {
    const last = found.at(-1);
    if (last && Date.parse(day) - Date.parse(last.last_day) === DAY_MS)
      Object.assign(last, { days: last.days + 1, last_day: day });
    else found.push({ days: 1, first_day: day, last_day: day });
  }
  return found.sort((a, b) => b.days - a.days || (a.first_day < b.first_day ? 1 : -1)).slice(0, 10);
}

function weekdays({ truth }: Facts): Row[] {
  const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  const nameOf = (day: string) => names[(new Date(day).getUTCDay() + 6) % 7] ?? '';
  const byDay = groups(truth.summaries(), (each) => nameOf(dayOf(each)));
  return byDay
    .sort(([a], [b]) => names.indexOf(a) - names.indexOf(b))
    .map(([weekday, list]) => ({ weekday, activities: list.length, km: whole(metres(list) / 1_000) }));
}

const documented = (title: string) => {
  const [, answer] = ANSWERS.find(([each]) => each.startsWith(title)) ?? [];
  if (!answer) throw new Error(`There is no answer ${title}.`);
  return answer;
};

/** By the name of the question, with what it is told; those of the documents answer as these do. */
export const SAVED: Record<string, [answer: (facts: Facts) => Row[], told?: Record<string, string>]> = {
  'weekly-totals': [documented('1.'), { limit: '4' }],
  'monthly-totals': [months, { year: '2025', sport: 'ride' }],
  'yearly-totals': [years],
  'year-against-year': [yearsToTheDay],
  'this-year-against-last': [documented('12.')],
  longest: [documented('2.'), { sport: 'Ride' }],
  'personal-records': [records],
  'record-history': [recordHistory, { distance: '1K' }],
  'best-efforts-by-year': [documented('3.')],
  'heart-rate-by-month': [documented('4.')],
  gear: [documented('5.')],
  segments: [documented('6.')],
  'segment-history': [segmentHistory],
  eddington: [documented('7.')],
  streaks: [streaks],
  weekdays: [weekdays],
  'power-of-a-ride': [documented('8.')],
  'elevation-profile': [documented('9.')],
  'without-heart-rate': [documented('10.')],
  'time-lost': [documented('11.')],
  weight: [documented('13. Weight')],
  ftp: [documented('13. The days')],
  missing: [documented('What is missing')],
  'failed-passes': [documented('14.')],
  changes: [() => []],
};

/** Questions over views that the tests of these compare with the truth, column by column. */
export const OVER_VIEWS = ['completeness', 'pace-curve', 'power-curve', 'time-in-zones'];
