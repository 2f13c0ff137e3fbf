import type { WorldActivity } from './activities.ts';
import { isoSeconds } from './local-time.ts';
import { tenths } from './random.ts';
import { recordingOf } from './recording.ts';
import { extentOf } from './route.ts';
import { extentOfStretch } from './splits.ts';

/** Cuts an activity to these seconds of its recording. */
export function cropActivity(
  activity: WorldActivity,
  { from = 0, to = Number.POSITIVE_INFINITY }: { from?: number; to?: number },
) {
  const recording = recordingOf(activity);
  if (recording === undefined) throw new Error('A manual activity cannot be cropped.');
  const first = recording.time.findIndex((second) => second >= from);
  const last = recording.time.findLastIndex((second) => second <= to);
  if (first === -1 || last <= first) throw new Error('A crop has to leave something.');
  const { altitude = [] } = recording;
  const rise = altitude
    .slice(first, last + 1)
    .reduce((sum, height, at, kept) => sum + Math.max(0, height - (kept[at - 1] ?? height)), 0);
  const offset = activity.cut?.from ?? 0;
  activity.recorded = extentOf(activity);
  activity.cut = { from: offset + first, to: offset + last };
  activity.start_date = isoSeconds(Date.parse(activity.start_date) + (recording.time[first] ?? 0) * 1000);
  Object.assign(activity, extentOfStretch(recording, { from: first, to: last }), {
    total_elevation_gain: tenths(rise),
  });
}
