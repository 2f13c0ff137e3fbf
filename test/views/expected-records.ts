/** What the views of records, segments and gear must show, computed from what the simulated Strava knows. */
import type { Part } from '../simulator/activity-shape.ts';
import { countedOf, type Row } from './expected-totals.ts';
import { groupsOf, knownOf, sumOf } from './groups.ts';
import type { Life } from './lives.ts';

interface Effort extends Part {
  athleteId: number;
  activityId: number;
  day: string;
}

/** The parts of all activities that count, in the order in which they began. */
function effortsOf(lives: readonly Life[], list: 'best_efforts' | 'segment_efforts'): Effort[] {
  const efforts = countedOf(lives).flatMap(({ athlete_id, of }) =>
    (of[list] ?? []).map((part) => ({
      ...part,
      ...{ athleteId: athlete_id, activityId: of.id, day: part.start_date_local.slice(0, 10) },
    })),
  );
  return efforts.sort((a, b) => Date.parse(a.start_date) - Date.parse(b.start_date));
}

export function personalRecords(lives: readonly Life[]): Row[] {
  const distances = groupsOf(effortsOf(lives, 'best_efforts'), ({ athleteId, name }) => [athleteId, name]);
  return distances.flatMap((efforts) => {
    const records: Effort[] = [];
    for (const effort of efforts)
      if (effort.elapsed_time < (records.at(-1)?.elapsed_time ?? Number.POSITIVE_INFINITY))
        records.push(effort);
    return records.map((effort, i) => {
      const before = records[i - 1];
      return {
        ...{ athlete_id: effort.athleteId, name: effort.name, distance: effort.distance },
        ...{ seconds: effort.elapsed_time, pace: effort.elapsed_time / (effort.distance / 1_000) },
        better_by: before ? before.elapsed_time - effort.elapsed_time : null,
        ...{ start_date: effort.start_date, day: effort.day, activity_id: effort.activityId },
        ...{ beaten_on: records[i + 1]?.day ?? null, stands: Number(i === records.length - 1) },
      };
    });
  });
}

interface Segment {
  id: number;
  name: string;
  activity_type: string;
  distance: number;
  average_grade: number;
}
const segmentIn = (effort: Effort | undefined) => effort?.segment as Segment;

const bySegment = (lives: readonly Life[]) =>
  groupsOf(effortsOf(lives, 'segment_efforts'), (effort) => [effort.athleteId, segmentIn(effort).id]);

export const segmentHistory = (lives: readonly Life[]): Row[] =>
  bySegment(lives).flatMap((efforts) => {
    const times = efforts.map(({ elapsed_time }) => elapsed_time);
    return efforts.map((effort, i) => ({
      ...{ athlete_id: effort.athleteId, segment_id: segmentIn(effort).id, segment: segmentIn(effort).name },
      ...{ effort_id: effort.id, activity_id: effort.activityId, day: effort.day },
      start_date_local: effort.start_date_local.replace('Z', ''),
      ...{ seconds: effort.elapsed_time, kmh: (effort.distance / effort.elapsed_time) * 3.6 },
      average_heartrate: effort.average_heartrate ?? null,
      average_watts: effort.average_watts ?? null,
      device_watts: effort.device_watts === undefined ? null : Number(effort.device_watts),
      rank: 1 + times.filter((time) => time < effort.elapsed_time).length,
      behind: effort.elapsed_time - Math.min(...times),
      was_best: Number(times.slice(0, i).every((time) => time > effort.elapsed_time)),
      ...{ pr_rank: effort.pr_rank ?? null, kom_rank: effort.kom_rank ?? null },
    }));
  });

export const segmentRecords = (lives: readonly Life[]): Row[] =>
  bySegment(lives).map((efforts) => {
    const best = efforts.reduce((one, other) => (other.elapsed_time < one.elapsed_time ? other : one));
    const days = efforts.map(({ day }) => day).sort();
    const { id, name, activity_type, distance, average_grade } = segmentIn(best);
    return {
      ...{
        athlete_id: best.athleteId,
        segment_id: id,
        segment: name,
        activity_type,
        distance,
        average_grade,
      },
      ...{
        efforts: efforts.length,
        seconds: best.elapsed_time,
        day: best.day,
        activity_id: best.activityId,
      },
      last_day: days.at(-1),
    };
  });

export const gearUsage = (lives: readonly Life[]): Row[] =>
  lives.flatMap((life) =>
    life.gear.map((gear) => {
      const uses = countedOf([life]).filter(({ gear_id }) => gear_id === gear.id);
      const days = knownOf(uses.map(({ day }) => day)).sort();
      const km = uses.length === 0 ? 0 : sumOf(uses, (each) => each.km);
      const odometer_km = gear.distance / 1_000;
      return {
        ...{ athlete_id: life.athleteId, gear_id: gear.id, gear: gear.nickname || gear.name },
        ...{ kind: gear.id.startsWith('b') ? 'bike' : 'shoes', activities: uses.length, km },
        ...{
          hours: sumOf(uses, ({ hours }) => hours) ?? 0,
          elevation: sumOf(uses, ({ elevation }) => elevation) ?? 0,
        },
        ...{ first_day: days[0] ?? null, last_day: days.at(-1) ?? null, odometer_km },
        ...{ difference_km: km === null ? null : odometer_km - km, retired: Number(gear.retired), gone: 0 },
      };
    }),
  );
