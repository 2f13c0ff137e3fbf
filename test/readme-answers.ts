/** What the queries of the documents must answer, computed from what the simulated Strava knows and without any SQL. */
import { expect } from 'vitest';
import type { ActivityDetail, Truth } from './simulator/index.ts';

export type Row = Record<string, unknown>;

/** A day on which the profile was archived, with what it said then. */
export interface Weighed {
  day: string;
  weight: number | null;
  ftp: number | null;
}

export interface Facts {
  truth: Truth;
  /** Calendar day of the question. */
  today: string;
  weighed: Weighed[];
  /** When all that a pass asked for was refused, and how often it asked for each. */
  outage: { at: string; requests: number; tries: number };
}

const round = (value: number) => Math.round(value);
/** A value that was rounded to a tenth: which way a half goes is SQLite's to say. */
export const tenth = (value: number | null) => (value === null ? null : expect.closeTo(value, 0.98));
const clock = (seconds: number) => new Date(seconds * 1_000).toISOString().slice(11, 19);
const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
const mean = (numbers: number[]) => (numbers.length === 0 ? null : sum(numbers) / numbers.length);
const rounded = (value: number | null) => (value === null ? null : round(value));
const known = (values: (number | null | undefined)[]) => values.filter((each) => typeof each === 'number');
export const dayOf = ({ start_date_local }: { start_date_local: string }) => start_date_local.slice(0, 10);
export const metres = (list: readonly { distance: number }[]) => sum(list.map(({ distance }) => distance));

export function groups<Each>(
  list: readonly Each[],
  keyOf: (each: Each) => string | number,
): [string, Each[]][] {
  const found = new Map<string, Each[]>();
  for (const each of list) {
    const key = String(keyOf(each));
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return [...found];
}

const byText = (a: string, b: string) => (a < b ? -1 : 1);
const latestFirst = <Each>(list: [string, Each][]) => list.sort(([a], [b]) => byText(b, a));

/** The one with the least of something; the first of equals. */
const least = <Each>(list: readonly Each[], of: (each: Each) => number) =>
  list.reduce((best, each) => (of(each) < of(best) ? each : best));

function mondayOf(day: string): string {
  const date = new Date(day);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}

/** What was worked out already: each question asks for all of it again. */
const worked = new WeakMap<Facts, ActivityDetail[]>();

function detailsOf(facts: Facts): ActivityDetail[] {
  const { truth } = facts;
  const details = worked.get(facts) ?? truth.summaries().map(({ id }) => truth.detail(id));
  worked.set(facts, details);
  return details;
}

/** The recording of an activity, a column a stream. */
function recordingOf({ truth }: Facts, id: number) {
  const set = truth.streams(id) ?? {};
  const column = (name: keyof typeof set) => (set[name]?.data ?? []) as (number | null)[];
  return column;
}

function weeks({ truth }: Facts): Row[] {
  const byWeek = latestFirst(groups(truth.summaries(), (each) => mondayOf(dayOf(each))));
  return byWeek.slice(0, 4).map(([monday, list]) => ({
    monday,
    activities: list.length,
    km: tenth(metres(list) / 1_000),
    hours: tenth(sum(list.map(({ moving_time }) => moving_time)) / 3_600),
    metres_up: round(sum(list.map(({ total_elevation_gain }) => total_elevation_gain))),
  }));
}

function longestRides({ truth }: Facts): Row[] {
  const rides = truth.summaries().filter(({ type }) => type === 'Ride');
  const longest = rides.sort((a, b) => b.distance - a.distance).slice(0, 10);
  return longest.map((ride) => ({
    day: dayOf(ride),
    name: ride.name,
    km: tenth(ride.distance / 1_000),
    moving: clock(ride.moving_time),
    km_per_hour: tenth(ride.average_speed * 3.6),
  }));
}

function bestEfforts(facts: Facts): Row[] {
  const wanted = ['1K', '5K', '10K', 'Half-Marathon'];
  const efforts = detailsOf(facts).flatMap(({ best_efforts = [] }) => best_efforts);
  return wanted.flatMap((name) => {
    const byYear = groups(
      efforts.filter((effort) => effort.name === name),
      (effort) => effort.start_date_local.slice(0, 4),
    );
    return byYear.sort().map(([year, list]) => {
      const best = least(list, ({ elapsed_time }) => elapsed_time);
      return { effort: name, year, best: clock(best.elapsed_time), day: dayOf(best) };
    });
  });
}

function heartRateOfRuns({ truth }: Facts): Row[] {
  const runs = truth.summaries().filter((each) => each.type === 'Run' && each.has_heartrate && each.distance);
  const byMonth = latestFirst(groups(runs, (run) => run.start_date_local.slice(0, 7)));
  return byMonth.slice(0, 12).map(([month, list]) => {
    const seconds = sum(list.map(({ moving_time }) => moving_time));
    const beats = sum(list.map((run) => (run.average_heartrate ?? 0) * run.moving_time));
    const perKm = clock((seconds * 1_000) / metres(list)).slice(3);
    return { month, runs: list.length, beats_per_minute: round(beats / seconds), per_km: perKm };
  });
}

interface GearRow extends Row {
  odometer_km: number;
  km: number | null;
}

function gear({ truth }: Facts): Row[] {
  const racks = truth.gearIds().map((id) => truth.gear(id));
  const rows = racks.flatMap((each): GearRow[] => {
    const uses = truth.summaries().filter(({ gear_id }) => gear_id === each.id);
    const bySport = groups(uses, ({ sport_type }) => sport_type);
    const shared = {
      name: each.name,
      odometer_km: round(each.distance / 1_000),
      retired: Number(each.retired),
    };
    const use = ([sport_type, list]: [string, typeof uses]) => ({
      ...{ ...shared, sport_type, activities: list.length, km: round(metres(list) / 1_000) },
      last_used: list.map(dayOf).sort().at(-1) ?? null,
    });
    const unused = { ...shared, sport_type: null, activities: 0, km: null, last_used: null };
    return bySport.length === 0 ? [unused] : bySport.map(use);
  });
  return rows.sort((a, b) => b.odometer_km - a.odometer_km || (b.km ?? -1) - (a.km ?? -1));
}

interface Segment {
  id: number;
  name: string;
  distance: number;
  average_grade: number;
}

function segments(facts: Facts): Row[] {
  const efforts = detailsOf(facts).flatMap(({ segment_efforts }) => segment_efforts);
  const bySegment = groups(efforts, ({ segment }) => (segment as Segment).id);
  const rows = bySegment.map(([, list]) => {
    const best = least(list, ({ elapsed_time }) => elapsed_time);
    const { name, distance, average_grade } = best.segment as Segment;
    return {
      ...{ name, metres: round(distance), grade: tenth(average_grade), efforts: list.length },
      ...{ best: clock(best.elapsed_time), day: dayOf(best) },
    };
  });
  return rows.sort((a, b) => b.efforts - a.efforts || byText(a.name, b.name)).slice(0, 10);
}

function eddington({ truth }: Facts): Row[] {
  const rides = truth.summaries().filter(({ type }) => type === 'Ride' || type === 'VirtualRide');
  const days = groups(rides, dayOf).map(([, list]) => metres(list) / 1_000);
  const numbers = days.map((_, i) => i + 1);
  const most = Math.max(...numbers.filter((n) => days.filter((km) => km >= n).length >= n));
  return [{ eddington: most }];
}

function powerOfLastRide(facts: Facts): Row[] {
  const ride = facts.truth.summaries().find((each) => each.device_watts && each.type.endsWith('Ride'));
  const column = recordingOf(facts, ride?.id ?? 0);
  const [time, watts, heartrate] = [column('time'), column('watts'), column('heartrate')];
  const windows = groups([...time.keys()], (i) => Math.floor((time[i] ?? 0) / 1_200) * 20);
  return windows.map(([from, points]) => {
    const power = known(points.map((i) => watts[i]));
    return {
      from_minute: Number(from),
      watts: rounded(mean(power)),
      highest: Math.max(...power),
      heartrate: rounded(mean(known(points.map((i) => heartrate[i])))),
    };
  });
}

function elevationProfile(facts: Facts): Row[] {
  const { truth } = facts;
  const recorded = truth.summaries().filter(({ id }) => truth.streams(id)?.altitude);
  const steepest = recorded.sort((a, b) => b.total_elevation_gain - a.total_elevation_gain)[0];
  const column = recordingOf(facts, steepest?.id ?? 0);
  const [distance, altitude, slope] = [column('distance'), column('altitude'), column('grade_smooth')];
  const points = groups([...distance.keys()], (i) => Math.floor((distance[i] ?? 0) / 1_000));
  const means = points.map(([km, at]) => ({
    km: Number(km),
    metres: mean(known(at.map((i) => altitude[i]))) ?? 0,
    grade: mean(known(at.map((i) => slope[i]))),
  }));
  const heights = means.map((each) => each.metres);
  const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
  return means.map(({ km, metres: height, grade }) => ({
    ...{ km, metres: round(height), grade: tenth(grade) },
    profile: '#'.repeat(1 + Math.floor((40 * (height - lowest)) / Math.max(1, highest - lowest))),
  }));
}

function devices({ truth }: Facts): Row[] {
  const byDevice = groups(
    truth.summaries(),
    ({ device_name, manual }) => device_name ?? (manual ? 'entered by hand' : 'unknown'),
  );
  const rows = byDevice.map(([device, list]) => ({
    ...{ device, activities: list.length },
    without_heartrate: list.filter(({ has_heartrate }) => !has_heartrate).length,
  }));
  return rows.sort((a, b) => b.activities - a.activities || byText(a.device, b.device));
}

function timeLost({ truth }: Facts): Row[] {
  const lost = ({ elapsed_time, moving_time }: ActivityDetail) => elapsed_time - moving_time;
  const all = truth.summaries() as ActivityDetail[];
  return all
    .sort((a, b) => lost(b) - lost(a))
    .slice(0, 10)
    .map((each) => ({
      ...{ day: dayOf(each), name: each.name },
      ...{ elapsed: clock(each.elapsed_time), moving: clock(each.moving_time) },
      percent_in_motion: round((100 * each.moving_time) / each.elapsed_time),
    }));
}

function thisYearAgainstLast({ truth, today }: Facts): Row[] {
  const year = Number(today.slice(0, 4));
  const soFar = truth.summaries().filter((each) => dayOf(each).slice(5) <= today.slice(5));
  const of = (list: typeof soFar, wanted: number) => {
    const those = list.filter((each) => Number(dayOf(each).slice(0, 4)) === wanted);
    return those.length === 0 ? null : round(metres(those) / 1_000);
  };
  const recent = soFar.filter((each) => Number(dayOf(each).slice(0, 4)) >= year - 1);
  const rows = groups(recent, ({ sport_type }) => sport_type).map(([sport_type, list]) => ({
    ...{ sport_type, km: of(list, year), km_last_year: of(list, year - 1) },
  }));
  return rows.sort((a, b) => (b.km ?? -1) - (a.km ?? -1));
}

function weightByMonth({ weighed }: Facts): Row[] {
  return groups(weighed, ({ day }) => day.slice(0, 7)).map(([month, list]) => {
    const kilos = known(list.map(({ weight }) => weight));
    return { month, kg: tenth(mean(kilos)), lowest: Math.min(...kilos), highest: Math.max(...kilos) };
  });
}

function changesOfFtp({ weighed }: Facts): Row[] {
  const before = (i: number) => weighed[i - 1]?.ftp ?? null;
  const rows = weighed.map(({ day, ftp }, i) => ({ captured_on: day, before: before(i), ftp }));
  return rows.filter((row) => row.before !== row.ftp);
}

function badPasses({ outage }: Facts): Row[] {
  const { at: started_at, requests, tries } = outage;
  const retries = requests - requests / tries;
  return [
    { started_at, trigger: 'command', outcome: 'failed', requests, retries },
    { trigger: 'backfill', outcome: 'ok', error: expect.stringContaining('status 404') },
  ];
}

const hasWord = (text: string | null, word: string) =>
  text
    ?.toLowerCase()
    .split(/\P{L}+/u)
    .includes(word) === true;

function writtenAsEasy({ truth }: Facts): Row[] {
  return truth
    .summaries()
    .toSorted((a, b) => byText(b.start_date, a.start_date))
    .flatMap(({ id, name, start_date_local }) => {
      const said = hasWord(truth.detail(id).description, 'easy') ? ['activity'] : [];
      const commented = truth.comments(id).filter(({ text }) => hasWord(text, 'easy'));
      return [...said, ...commented.map(() => 'comment')].map((kind) => ({
        ...{ day: dayOf({ start_date_local }), name, kind, deleted_at: null },
        found: expect.stringMatching(/\[easy\]/i),
      }));
    })
    .slice(0, 10);
}

function sayingKnee(facts: Facts): Row[] {
  const gearOf = (id: string | null) => (id === null ? null : facts.truth.gear(id).name);
  return detailsOf(facts)
    .toSorted((a, b) => byText(b.start_date, a.start_date))
    .filter(({ private_note }) => hasWord(private_note, 'knee'))
    .map((each) => ({
      ...{ day: dayOf(each), name: each.name, gear: gearOf(each.gear_id), private_note: each.private_note },
    }));
}

function missing({ truth }: Facts): Row[] {
  const byHand = truth.summaries().filter(({ manual }) => manual).length;
  return [
    { resource: 'streams', status: 'absent', reason: 'Strava has no recording of it', items: 1 },
    {
      ...{ resource: 'streams', status: 'not_applicable', items: byHand },
      reason: 'entered by hand: no recording',
    },
  ];
}

/** In the order of docs/sql.md. */
export const ANSWERS: readonly [title: string, answer: (facts: Facts) => Row[]][] = [
  ['1. Distance, time and climbing, by week', weeks],
  ['2. The longest rides', longestRides],
  ['3. Best efforts, by year', bestEfforts],
  ['4. Heart rate and pace of runs, by month', heartRateOfRuns],
  ['5. Gear: the odometer, and where the kilometres went', gear],
  ['6. The segments that you were on most, with your best time', segments],
  ['7. Eddington number', eddington],
  ['8. Average power of the last ride with a power meter, in windows of 20 minutes', powerOfLastRide],
  ['9. Elevation profile of the activity with the most climbing', elevationProfile],
  ['10. Activities without heart rate, by device', devices],
  ['11. Where time was lost: elapsed against moving time', timeLost],
  ['12. This year against the same days last year, by sport', thisYearAgainstLast],
  ['13. Weight, by month', weightByMonth],
  ['13. The days on which FTP changed', changesOfFtp],
  ['14. The last passes in which something failed, and why', badPasses],
  ['15. The last activities with a word in their description, a comment or a caption', writtenAsEasy],
  ['16. Private notes, and with which shoes or bike it was', sayingKnee],
  ['What is missing, and why', missing],
];
