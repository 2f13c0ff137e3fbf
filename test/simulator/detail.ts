import type { WorldActivity } from './activities.ts';
import type { ActivityDetail, ActivitySummary } from './activity-shape.ts';
import { zoneTypesOf } from './activity-zones.ts';
import { bestEffortsOf, segmentEffortsOf } from './efforts.ts';
import { hexOf } from './grants.ts';
import { lapsOf, type Recorded } from './parts.ts';
import { photoIds } from './photos.ts';
import { encodePolyline } from './polyline.ts';
import { createRandom, type Random, tenths } from './random.ts';
import { splitsOf } from './splits.ts';
import type { Recording } from './stream-shape.ts';

const MILE = 1609.344;
/** Of the points of a recording, how many go into the polyline. */
const ONE_IN = 5;

/** An activity as `GET /activities/{id}` answers it with all efforts, without the `embed_token`. */
export function activityDetail(
  activity: WorldActivity,
  summary: ActivitySummary,
  recording: Recording | undefined,
  gear: object | undefined,
): ActivityDetail {
  const random = createRandom(activity.id, 9);
  const recorded = recording && { activity, athleteId: summary.athlete.id, recording };
  return {
    ...summary,
    resource_state: 3,
    map: mapOf(summary, recording),
    ...written(activity, random),
    calories: activity.traits.manual ? 0 : tenths((activity.moving_time / 60) * (4 + random() * 9)),
    ...partsOf(summary, recorded),
    ...(gear && { gear }),
    photos: primaryOf(activity),
    stats_visibility: statsVisibility(activity.visibility),
    hide_from_home: random() < 0.1,
    sport_image_visibility: 'everyone',
    ...(summary.type === 'Run' && { similar_activities: similarTo(summary, random) }),
    available_zones: zoneTypesOf(summary),
    ...activity.odd,
  };
}

function mapOf({ map }: ActivitySummary, recording: Recording | undefined): ActivityDetail['map'] {
  const points = recording?.latlng ?? [];
  const kept = points.filter((_, at) => at % ONE_IN === 0 || at === points.length - 1);
  return {
    id: map.id,
    polyline: encodePolyline(kept),
    resource_state: 3,
    summary_polyline: map.summary_polyline,
  };
}

function written({ description, private_note }: WorldActivity, random: Random) {
  const texts = [null, '', 'Wind from everywhere.', 'First half easy,\r\nsecond half "easy" 😅\r\n\r\n– J.'];
  const first = {
    description: texts[Math.floor(random() ** 2 * texts.length)] ?? null,
    perceived_exertion: random() < 0.7 ? null : 1 + Math.floor(random() * 10),
    prefer_perceived_exertion: random() < 0.5 ? null : false,
    private_note: random() < 0.8 ? '' : 'Left knee again – ask about it.',
  };
  return {
    ...first,
    ...(description !== undefined && { description }),
    ...(private_note !== undefined && { private_note }),
  };
}

function partsOf(summary: ActivitySummary, recorded: Recorded | undefined) {
  const runs = summary.type === 'Run';
  if (recorded === undefined) return { segment_efforts: [], ...(runs && { best_efforts: [] }) };
  const { recording } = recorded;
  return {
    segment_efforts: recording.latlng ? segmentEffortsOf(recorded) : [],
    ...(recording.distance && {
      splits_metric: splitsOf(recording, 1000, runs),
      splits_standard: splitsOf(recording, MILE, runs),
    }),
    laps: lapsOf(recorded),
    ...(runs && recording.distance && { best_efforts: bestEffortsOf(recorded) }),
  };
}

function primaryOf(activity: WorldActivity) {
  const { id } = activity;
  const [first, ...others] = photoIds(activity);
  if (first === undefined) return { primary: null, count: 0 };
  const { unique_id } = first;
  const hex = hexOf(`photo/${id}`);
  const urls = {
    '600': `https://pictures.example.net/${hex}-600.jpg`,
    '100': `https://pictures.example.net/${hex}-100.jpg`,
  };
  return {
    primary: { unique_id, urls, source: 1, media_type: 1 },
    use_primary_photo: true,
    count: 1 + others.length,
  };
}

function statsVisibility(visibility: string) {
  const types = ['heart_rate', 'pace', 'power', 'speed', 'calories', 'weight_lifted'];
  return types.map((type) => ({ type, visibility }));
}

/** The speeds have the digits that a division leaves. */
function similarTo({ distance, moving_time }: ActivitySummary, random: Random) {
  const speed = moving_time === 0 ? 0 : distance / moving_time;
  const speeds = Array.from({ length: 5 }, () => speed * (0.9 + random() * 0.2));
  const [min_speed, max_speed] = [Math.min(...speeds, speed), Math.max(...speeds, speed)];
  const mid_speed = (min_speed + max_speed) / 2;
  return {
    effort_count: 6,
    average_speed: speeds.reduce((sum, each) => sum + each, 0) / speeds.length,
    min_average_speed: min_speed,
    mid_average_speed: mid_speed,
    max_average_speed: max_speed,
    pr_rank: null,
    frequency_milestone: random() < 0.2 ? 5 : null,
    trend: { speeds, current_activity_index: 2, min_speed, mid_speed, max_speed, direction: 0 },
    resource_state: 2,
  };
}
