import type { WorldActivity } from './activities.ts';
import type { ActivitySummary } from './activity-shape.ts';
import { createRandom } from './random.ts';
import { recordingOf } from './recording.ts';
import type { Recording } from './stream-shape.ts';
import { type FloatRule, toWireJson } from './wire-json.ts';

/** A zone of an activity; the last one has a `max` of -1, which is no bound. */
interface Bucket {
  min: number;
  max: number;
  time: number;
}

/** The zones of one type; `points` and `custom_zones` only where the athlete's own zones count. */
export interface ActivityZones {
  score: number;
  distribution_buckets: Bucket[];
  type: ZoneType;
  resource_state: 3;
  sensor_based?: boolean;
  points?: number;
  custom_zones?: boolean;
}

type ZoneType = 'heartrate' | 'pace' | 'power';

/** Which zones an activity has, as its detail says: those of pace also without a recording. */
export function zoneTypesOf({ has_heartrate, device_watts, type }: ActivitySummary): ZoneType[] {
  const all = [has_heartrate && 'heartrate', type === 'Run' && 'pace', device_watts && 'power'] as const;
  return all.filter((zone) => typeof zone === 'string');
}

/** Where the zones begin. Those of an activity are as they were at its time, whatever the athlete changes later. */
const STARTS: Readonly<Record<ZoneType, readonly number[]>> = {
  heartrate: [0, 117, 145, 159, 174],
  pace: [0, 2.964, 3.443, 3.835, 4.097, 4.358],
  power: [0, 50, 100, 150, 200, 250, 300, 350, 400, 450],
};

const STREAMS = { heartrate: 'heartrate', pace: 'velocity_smooth', power: 'watts' } as const;

/** The zones of an activity, as its recording fills them. */
export function activityZones(activity: WorldActivity, summary: ActivitySummary): ActivityZones[] {
  const recording = recordingOf(activity);
  return zoneTypesOf(summary).map((type): ActivityZones => {
    const random = createRandom(activity.id, 12, type.length);
    const buckets = bucketsOf(type, random() < 0.5 ? 1 : 0);
    for (const [value, seconds] of spent(type, recording, summary)) bucketFor(buckets, value).time += seconds;
    const isHeart = type === 'heartrate';
    return {
      score: Math.round(random() * 700),
      distribution_buckets: buckets,
      type,
      resource_state: 3,
      // Now and then Strava leaves it out.
      ...(random() < 0.9 && { sensor_based: recording !== undefined }),
      ...(isHeart && { points: Math.round(random() * 600), custom_zones: random() < 0.2 }),
    };
  });
}

/** Those of heart rate begin one beat above the last one, the others where it ends. */
function bucketsOf(type: ZoneType, shift: 0 | 1): Bucket[] {
  const starts = STARTS[type].map((start) => (type === 'heartrate' && start > 0 ? start + shift : start));
  return starts.map((min, at) => {
    const next = starts[at + 1];
    const max = type === 'heartrate' ? (next ?? 0) - 1 : (next ?? -1);
    return { min, max, time: 0 };
  });
}

const bucketFor = (buckets: readonly Bucket[], value: number) =>
  buckets.findLast(({ min }) => value >= min) ?? (buckets[0] as Bucket);

/** What was measured for how many seconds; the average of what was not recorded. */
function* spent(
  type: ZoneType,
  recording: Recording | undefined,
  { average_heartrate = 0, average_speed, average_watts = 0, moving_time }: ActivitySummary,
): Iterable<[value: number, seconds: number]> {
  const values = recording?.[STREAMS[type]];
  if (values === undefined) {
    yield [{ heartrate: average_heartrate, pace: average_speed, power: average_watts }[type], moving_time];
    return;
  }
  for (const [at, value] of values.entries()) {
    const counts = at > 0 && value !== null && recording?.moving?.[at] !== false;
    if (counts) yield [value, 1];
  }
}

const heartFloats: FloatRule = (path) => path === 'score' || path === 'distribution_buckets.time';

/** As Strava writes them: the seconds of heart rate with a decimal point, the others without. */
export function wireZones(all: readonly ActivityZones[]): string {
  const texts = all.map((zones) => toWireJson(zones, zones.type === 'heartrate' ? heartFloats : undefined));
  return `[${texts.join(',')}]`;
}
