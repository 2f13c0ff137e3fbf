import type { LatLng } from './polyline.ts';

/** An activity as lists hold it. What is optional here is absent there, not null. */
export interface ActivitySummary {
  resource_state: 2 | 3;
  athlete: { id: number; id_str: string; resource_state: 1 };
  name: string;
  distance: number;
  moving_time: number;
  elapsed_time: number;
  total_elevation_gain: number;
  type: string;
  sport_type: string;
  workout_type?: number | null;
  device_name?: string;
  id: number;
  id_str: string;
  start_date: string;
  start_date_local: string;
  timezone: string;
  utc_offset: number;
  location_city: null;
  location_state: null;
  location_country: null;
  achievement_count: number;
  kudos_count: number;
  comment_count: number;
  athlete_count: number;
  photo_count: number;
  map: { id: string; polyline?: string; summary_polyline: string; resource_state: 2 | 3 };
  trainer: boolean;
  commute: boolean;
  manual: boolean;
  private: boolean;
  visibility: string;
  flagged: boolean;
  gear_id: string | null;
  start_latlng: LatLng | [];
  end_latlng: LatLng | [];
  average_speed: number;
  max_speed: number;
  average_cadence?: number;
  average_temp?: number;
  average_watts?: number;
  max_watts?: number;
  weighted_average_watts?: number;
  kilojoules?: number;
  device_watts?: boolean;
  has_heartrate: boolean;
  average_heartrate?: number;
  max_heartrate?: number;
  heartrate_opt_out: boolean;
  display_hide_heartrate_option: boolean;
  elev_high?: number;
  elev_low?: number;
  upload_id: number | null;
  upload_id_str?: string;
  external_id: string | null;
  from_accepted_tag: boolean;
  pr_count: number;
  total_photo_count: number;
  has_kudoed: boolean;
  suffer_score?: number;
}

/** A part of an activity: who, whose, when. */
export interface Part {
  id: number | bigint;
  resource_state: 2;
  name: string;
  activity: { id: number; id_str: string; visibility: string; resource_state: 1 };
  athlete: { id: number; id_str: string; resource_state: 1 };
  elapsed_time: number;
  moving_time: number;
  start_date: string;
  start_date_local: string;
  distance: number;
  start_index: number;
  end_index: number;
  [field: string]: unknown;
}

/** A kilometre or a mile. */
export interface Split {
  distance: number;
  elapsed_time: number;
  elevation_difference: number | null;
  moving_time: number;
  split: number;
  average_speed: number;
  average_grade_adjusted_speed: number | null;
  average_heartrate?: number;
  pace_zone: number;
}

/** An activity as its own answer holds it, without the `embed_token`, which is another one each time. */
export interface ActivityDetail extends ActivitySummary {
  description: string | null;
  calories: number;
  perceived_exertion: number | null;
  prefer_perceived_exertion: boolean | null;
  private_note: string;
  segment_efforts: Part[];
  splits_metric?: Split[];
  splits_standard?: Split[];
  laps?: Part[];
  best_efforts?: Part[];
  gear?: object;
  photos: object;
  stats_visibility: { type: string; visibility: string }[];
  hide_from_home: boolean;
  sport_image_visibility: string;
  similar_activities?: object;
  available_zones: string[];
}
