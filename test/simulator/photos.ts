import type { WorldActivity } from './activities.ts';
import { countsOf } from './counts.ts';
import { hexOf } from './grants.ts';
import { localIso } from './local-time.ts';
import { createRandom, type Random } from './random.ts';
import { sketchOf } from './sketch.ts';
import type { FloatRule } from './wire-json.ts';

/** What became of the photos of an activity since it was uploaded. */
export interface PhotoChanges {
  /** Whether it is a video, of each that was added. */
  readonly added: boolean[];
  /** The `unique_id` of each that was removed. */
  readonly removed: string[];
}

/** A photo or a video as `GET /activities/{id}/photos` gives it. What is optional here is absent there. */
export interface Photo {
  unique_id: string;
  athlete_id: number;
  activity_id: number;
  activity_name: string;
  post_id: null;
  resource_state: 2;
  caption: string;
  type: 1 | 2;
  source: 1 | 2;
  status: 3;
  uploaded_at: string;
  created_at: string;
  created_at_local: string;
  urls: Record<string, string>;
  placeholder_image: null;
  sizes: Record<string, [number, number]>;
  default_photo: boolean;
  cursor: null;
  duration?: number;
  video_url?: string;
  location?: [number, number];
}

/** Whose photos, where their files are (an origin), and which size is asked for. */
export interface PhotosAsked {
  readonly athleteId: number;
  readonly origin: string;
  readonly size?: string;
}

const CAPTIONS = ['', '', 'Up there 🏔️', 'The others were\r\nfaster'];
/** One in so many is a video. */
const VIDEOS = 8;

/** As long as a UUID, in the letters that Strava uses. */
function idOf(activityId: number, n: number): string {
  const hex = hexOf(`photo/${activityId}/${n}`).toUpperCase();
  return [0, 8, 12, 16, 20].map((at, i, all) => hex.slice(at, all[i + 1] ?? 32)).join('-');
}

/** The photos that an activity shows: the id of each, and whether it is a video. */
export function photoIds({ id, photos }: WorldActivity): { unique_id: string; isVideo: boolean }[] {
  const first = Array.from({ length: countsOf({ id }).total_photo_count }, (_, n) => (id + n) % VIDEOS === 0);
  return [...first, ...(photos?.added ?? [])]
    .map((isVideo, n) => ({ unique_id: idOf(id, n), isVideo }))
    .filter(({ unique_id }) => photos?.removed.includes(unique_id) !== true);
}

const dimensions = (random: Random): [number, number] => (random() < 0.5 ? [1536, 2048] : [2048, 1365]);

/** The photos of an activity, in full. */
export function photosOf(activity: WorldActivity, asked: PhotosAsked): Photo[] {
  return photoIds(activity).map(({ unique_id, isVideo }, position) => ({
    ...photoOf(activity, unique_id, isVideo, asked),
    default_photo: position === 0,
  }));
}

function photoOf(
  activity: WorldActivity,
  unique_id: string,
  isVideo: boolean,
  { athleteId, origin, size = '5000' }: PhotosAsked,
): Omit<Photo, 'default_photo'> {
  const { id, name, start_date, zone } = activity;
  const random = createRandom(Number.parseInt(unique_id.slice(0, 8), 16));
  const [width, height] = dimensions(random);
  const file = `${unique_id.toLowerCase()}-${width}x${height}.${random() < 0.7 ? 'jpg' : 'png'}`;
  const { start_latlng } = sketchOf(activity);
  return {
    unique_id,
    athlete_id: athleteId,
    activity_id: id,
    activity_name: name,
    post_id: null,
    resource_state: 2,
    caption: CAPTIONS[Math.floor(random() * CAPTIONS.length)] ?? '',
    type: isVideo ? 2 : 1,
    source: random() < 0.9 ? 1 : 2,
    status: 3,
    uploaded_at: start_date,
    created_at: start_date,
    created_at_local: localIso(zone, Date.parse(start_date)),
    urls: { [size]: `${origin}/cdn/${file}` },
    placeholder_image: null,
    sizes: { [size]: [width, height] },
    cursor: null,
    ...(isVideo && { duration: 4, video_url: `${origin}/cdn/hls/${unique_id}.m3u8` }),
    // Not every phone says where it was.
    ...(start_latlng.length === 2 && random() < 0.8 && { location: [start_latlng[0], start_latlng[1]] }),
  };
}

/** The numbers of a photo that have a decimal point even where they are whole. */
export const photoFloats: FloatRule = (path) => path === 'duration' || path === 'location';
