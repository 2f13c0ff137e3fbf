import type { WorldActivity } from './activities.ts';
import type { Part } from './activity-shape.ts';
import { isoSeconds, localIso } from './local-time.ts';
import { createRandom, tenths } from './random.ts';
import { extentOfStretch, hundredths, meanOver, type Stretch, stretchesOf } from './splits.ts';
import type { Recording } from './stream-shape.ts';

/** A recorded activity and whose it is. */
export interface Recorded {
  readonly activity: WorldActivity;
  readonly athleteId: number;
  readonly recording: Recording;
}

/** What laps, best efforts and segment efforts have in common. */
export function partOf(
  { activity, athleteId, recording }: Recorded,
  id: number | bigint,
  name: string,
  stretch: Stretch,
): Part {
  const start = Date.parse(activity.start_date) + (recording.time[stretch.from] ?? 0) * 1000;
  return {
    id,
    resource_state: 2,
    name,
    activity: {
      id: activity.id,
      id_str: String(activity.id),
      visibility: activity.visibility,
      resource_state: 1,
    },
    athlete: { id: athleteId, id_str: String(athleteId), resource_state: 1 },
    ...extentOfStretch(recording, stretch),
    start_date: isoSeconds(start),
    start_date_local: localIso(activity.zone, start),
    start_index: stretch.from,
    end_index: stretch.to,
  };
}

/** What the sensors showed on a stretch; absent where there was none. */
export function sensedOn({ recording, activity }: Recorded, stretch: Stretch) {
  const heartrate = meanOver(recording.heartrate, stretch);
  const cadence = meanOver(recording.cadence, stretch);
  const watts = meanOver(recording.watts, stretch);
  return {
    ...(cadence !== undefined && { average_cadence: tenths(cadence) }),
    device_watts: activity.traits.watts === 'measured',
    ...(watts !== undefined && { average_watts: tenths(watts) }),
    ...(heartrate !== undefined && {
      average_heartrate: tenths(heartrate),
      max_heartrate: Math.max(...(recording.heartrate ?? []).slice(stretch.from, stretch.to + 1)),
    }),
  };
}

/** The laps: the whole, or those that the device made by itself. */
export function lapsOf(recorded: Recorded): Part[] {
  const { activity, recording } = recorded;
  const whole = [{ from: 0, to: recording.time.length - 1 }];
  const metres = lapMetres(activity);
  const stretches = recording.distance && metres > 0 ? stretchesOf(recording, metres) : whole;
  return stretches.map((stretch, index) => lapOf(recorded, stretch, index));
}

function lapMetres({ id, traits }: WorldActivity): number {
  const chance = createRandom(id, 5)();
  if (traits.kind === 'foot') return chance < 0.5 ? 1000 : 0;
  return traits.kind === 'wheel' && chance < 0.3 ? 5000 : 0;
}

function lapOf(recorded: Recorded, stretch: Stretch, index: number): Part {
  const { activity, recording } = recorded;
  const part = partOf(
    recorded,
    50_000_000_000 + (activity.id % 1e9) * 100 + index,
    `Lap ${index + 1}`,
    stretch,
  );
  const speeds = recording.velocity_smooth?.slice(stretch.from, stretch.to + 1) ?? [0];
  return {
    ...part,
    average_speed: part.moving_time === 0 ? 0 : hundredths(part.distance / part.moving_time),
    max_speed: Math.max(...speeds),
    lap_index: index + 1,
    split: index + 1,
    total_elevation_gain: tenths(climbed(recording.altitude ?? [], stretch)),
    ...sensedOn(recorded, stretch),
    ...(activity.traits.kind === 'foot' && { pace_zone: 1 + (index % 4) }),
  };
}

function climbed(altitude: readonly number[], { from, to }: Stretch): number {
  const heights = altitude.slice(from, to + 1);
  return heights.reduce((sum, height, at) => sum + Math.max(0, height - (heights[at - 1] ?? height)), 0);
}
