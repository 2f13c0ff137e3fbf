/** What each table of an archive must hold by what the simulated Strava knows of an athlete. */
import { hash } from 'node:crypto';
import type { ActivityDetail, Truth } from '../simulator/index.ts';
import { expectPoints, streamsRow } from './history-points.ts';
import type { Archive } from './truth-rows.ts';

/** What Strava knows of an athlete. */
export interface Known {
  athleteId: number;
  truth: Truth;
  /** Of each activity. */
  details: ActivityDetail[];
  /** What is said of each recording. */
  recordings: object[];
  /** Of all recordings. */
  points: number;
  /** The time in each zone of each activity. */
  zones: object[];
  /** Whether each segment was asked for by itself, too. */
  hasSegments: boolean;
}

/** A zone; the last one has no upper bound. */
const zoneOf = ({ max, ...zone }: { min: number; max: number }) => ({
  ...zone,
  max: max === -1 ? null : max,
});

export function zonesOf(truth: Truth, activity_id: number): object[] {
  return truth
    .zones(activity_id)
    .flatMap(({ distribution_buckets: buckets, ...said }) =>
      buckets.map((bucket, zone) => ({ ...said, ...zoneOf(bucket), activity_id, zone })),
    );
}

/** Asks for everything about all activities, and compares each point of their recordings. */
export function knownOf(archive: Archive, truth: Truth, athleteId: number, hasSegments = false): Known {
  const known: Known = { athleteId, truth, hasSegments, details: [], recordings: [], points: 0, zones: [] };
  // All of an activity together: the simulator makes it of the same.
  for (const { id } of truth.summaries()) {
    const set = truth.streams(id);
    if (set) known.points += expectPoints(archive, id, set);
    known.recordings.push(...streamsRow(id, set));
    known.details.push(truth.detail(id));
    known.zones.push(...zonesOf(truth, id));
  }
  return known;
}

function splitsOf({ id: activity_id, splits_metric = [], splits_standard = [] }: ActivityDetail): object[] {
  return [
    ...splits_metric.map((split) => ({ ...split, activity_id, system: 'metric' })),
    ...splits_standard.map((split) => ({ ...split, activity_id, system: 'standard' })),
  ];
}

const effortsIn = ({ details }: Known) => details.flatMap(({ segment_efforts }) => segment_efforts);

/** The segments of all efforts, each once: what an effort says of it, or all. */
function segmentsIn(known: Known): { id: number }[] {
  const all = effortsIn(known).map(({ segment }) => segment as { id: number });
  const each = [...new Map(all.map((segment) => [segment.id, segment])).values()];
  return known.hasSegments ? each.map(({ id }) => known.truth.segment(id)) : each;
}

/** The segments that were asked for by themselves. */
export const segmentsAsked = (known: Known) => (known.hasSegments ? segmentsIn(known) : []);

const gearIn = ({ truth }: Known) => truth.gearIds().map((id) => truth.gear(id));

const idsIn = ({ details }: Known) => details.map(({ id }) => id);

/** Most that is asked for of what an activity counts: an odd count is no reason to ask without end. */
const MOST = 10_000;

/** Who gave kudos for an activity, as far as they are asked for. */
export const kudosOf = ({ truth }: Known, id: number) => truth.kudos(id, MOST);

/** The photos and videos of all activities, each with where its picture is and must be; a video has none. */
export const photosIn = (known: Known) =>
  idsIn(known).flatMap((id) =>
    known.truth.photos(id).map(({ location, urls, ...photo }) => {
      const url = urls['5000'] ?? '';
      const picture = photo.type === 1 ? known.truth.picture(url) : undefined;
      const sha256 = picture && hash('sha256', picture);
      const media_path = sha256 && `media/${sha256.slice(0, 2)}/${sha256}.${url.split('.').at(-1)}`;
      return { ...photo, latlng: location, url, picture, bytes: picture?.length, sha256, media_path };
    }),
  );

const zonesOfAthlete = ({ truth }: Known) =>
  Object.entries(truth.athleteZones()).flatMap(([kind, { zones, ...said }]) =>
    zones.map((bounds: { min: number; max: number }, zone: number) => ({
      ...said,
      kind,
      zone,
      ...zoneOf(bounds),
    })),
  );

type Things = (known: Known) => object[];

/** What the tables hold whose rows are made of activities, their recordings and their gear. */
export const CORE_ROWS: Readonly<Record<string, Things>> = {
  activities: ({ details }) => details,
  laps: ({ details }) => details.flatMap(({ laps = [] }) => laps),
  splits: ({ details }) => details.flatMap(splitsOf),
  best_efforts: ({ details }) => details.flatMap(({ best_efforts = [] }) => best_efforts),
  segment_efforts: effortsIn,
  segments: segmentsIn,
  activity_streams: ({ recordings }) => recordings,
  gear: gearIn,
  gear_snapshots: gearIn,
};

/** What those hold whose rows are made of other answers too. */
export const ROWS: Readonly<Record<string, Things>> = {
  ...CORE_ROWS,
  activity_zones: ({ zones }) => zones,
  photos: (known) => photosIn(known).map(({ picture, ...photo }) => photo),
  comments: (known) => idsIn(known).flatMap((id) => known.truth.comments(id)),
  kudos: (known) =>
    idsIn(known).flatMap((activity_id) =>
      kudosOf(known, activity_id).map((name, position) => ({ ...name, activity_id, position })),
    ),
  athletes: ({ truth }) => [truth.profile()],
  athlete_zones: zonesOfAthlete,
  clubs: ({ truth }) =>
    truth.clubs().map((club) => ({ ...club, activity_types: JSON.stringify(club.activity_types) })),
  starred_segments: ({ truth }) => truth.starredSegments(),
  routes: ({ truth }) => truth.routes().map(({ id }) => truth.route(id)),
};
