import type { WorldActivity } from './activities.ts';
import type { ActivitySummary } from './activity-shape.ts';
import { commentCount } from './comments.ts';
import { countsOf } from './counts.ts';
import { localIso, utcOffset, zoneLabel } from './local-time.ts';
import { photoIds } from './photos.ts';
import { tenths } from './random.ts';
import { extentOf } from './route.ts';
import { levelsOf } from './sensors.ts';
import { sketchOf } from './sketch.ts';
import { legacyTypeOf } from './sports.ts';

/** An activity as `GET /athlete/activities` lists it. */
export function activitySummary(activity: WorldActivity, athleteId: number): ActivitySummary {
  return { ...plainSummary(activity, athleteId), ...activity.odd };
}

/** The same without what is odd about it. */
export function plainSummary(activity: WorldActivity, athleteId: number): ActivitySummary {
  return {
    resource_state: 2,
    athlete: { id: athleteId, id_str: String(athleteId), resource_state: 1 },
    name: activity.name,
    distance: activity.distance,
    moving_time: activity.moving_time,
    elapsed_time: activity.elapsed_time,
    total_elevation_gain: activity.total_elevation_gain,
    type: legacyTypeOf(activity.sport_type),
    sport_type: activity.sport_type,
    ...(activity.traits.workout_type !== undefined && { workout_type: activity.traits.workout_type }),
    ...(!activity.traits.manual && { device_name: deviceOf(activity) }),
    id: activity.id,
    id_str: String(activity.id),
    ...whenAndWhere(activity),
    ...social(activity),
    ...settings(activity),
    ...speeds(activity),
    ...sensed(activity),
    ...origin(activity),
  };
}

function deviceOf({ id, traits }: WorldActivity): string {
  const devices = ['Pacer 7', 'Pacer 7 Solar', 'Phone App'];
  return traits.kind === 'wheel' ? 'Bar Computer 530' : (devices[id % devices.length] ?? 'Phone App');
}

function whenAndWhere({ start_date, zone }: WorldActivity) {
  const at = Date.parse(start_date);
  return {
    start_date,
    start_date_local: localIso(zone, at),
    timezone: zoneLabel(zone),
    utc_offset: utcOffset(zone, at),
    location_city: null,
    location_state: null,
    location_country: null,
  };
}

function social(activity: WorldActivity) {
  const { start_latlng, end_latlng, summary_polyline, ...heights } = sketchOf(activity);
  const { athlete_count, commute } = countsOf(activity);
  return {
    achievement_count: activity.achievement_count,
    kudos_count: activity.kudos_count,
    comment_count: commentCount(activity),
    athlete_count,
    photo_count: 0,
    map: { id: `a${activity.id}`, summary_polyline, resource_state: 2 as const },
    start_latlng,
    end_latlng,
    ...heights,
    pr_count: Math.max(0, activity.achievement_count - 3),
    total_photo_count: photoIds(activity).length,
    commute,
  };
}

function settings({ traits, visibility, gear_id }: WorldActivity) {
  return {
    trainer: traits.trainer,
    manual: traits.manual,
    private: visibility === 'only_me',
    visibility,
    flagged: false,
    gear_id,
    has_kudoed: false,
    from_accepted_tag: false,
  };
}

function speeds(activity: WorldActivity) {
  const { distance, moving_time, id, traits } = activity;
  const average = moving_time === 0 ? 0 : distance / moving_time;
  const whole = extentOf(activity);
  const burst = (whole.distance / whole.moving_time || 0) * levelsOf(id, traits.kind).burst;
  return {
    // What was measured on a trainer comes with all the digits a float has.
    average_speed: traits.trainer ? average : Math.round(average * 1000) / 1000,
    max_speed: traits.manual ? 0 : Math.round(burst * 1000) / 1000,
  };
}

function sensed({ id, traits, moving_time }: WorldActivity) {
  const levels = levelsOf(id, traits.kind);
  const { heartrate, cadence, temp } = traits;
  return {
    ...(cadence && { average_cadence: levels.cadence }),
    ...(temp && { average_temp: levels.temp }),
    ...(traits.watts !== 'none' && powerOf(levels, moving_time, traits.watts === 'measured')),
    has_heartrate: heartrate,
    ...(heartrate && {
      average_heartrate: levels.heartrate,
      max_heartrate: levels.maxHeartrate,
      suffer_score: Math.round((moving_time / 60) * ((levels.heartrate - 70) / 60)),
    }),
    heartrate_opt_out: false,
    display_hide_heartrate_option: heartrate,
  };
}

function powerOf({ watts, maxWatts }: ReturnType<typeof levelsOf>, seconds: number, measured: boolean) {
  return {
    average_watts: watts,
    // Estimated watts have neither a maximum nor a weighted average.
    ...(measured && { max_watts: maxWatts, weighted_average_watts: Math.round(watts * 1.09) }),
    kilojoules: tenths((watts * seconds) / 1000),
    device_watts: measured,
  };
}

function origin({ id, traits }: WorldActivity) {
  if (traits.manual) return { upload_id: null, external_id: null };
  const upload = 20_500_000_000 + (id % 1_000_000_007);
  return {
    upload_id: upload,
    upload_id_str: String(upload),
    external_id: `recorded_${upload % 10_007}_${id}.fit`,
  };
}
