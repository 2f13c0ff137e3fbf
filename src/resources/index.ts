import { commentsOfActivity } from './activity/comments.ts';
import { activity } from './activity/detail.ts';
import { kudosOfActivity } from './activity/kudos.ts';
import { activityList } from './activity/list.ts';
import { photoFiles } from './activity/photo-files.ts';
import { activityPhotos } from './activity/photos.ts';
import { streams } from './activity/streams.ts';
import { zonesOfActivity } from './activity/zones.ts';
import { athlete } from './athlete.ts';
import { zonesOfAthlete } from './athlete-zones.ts';
import { athleteClubs } from './clubs.ts';
import { gearDetail } from './gear.ts';
import type { AnyResource } from './resource.ts';
import { routeDetail } from './route/detail.ts';
import { routeGpx } from './route/gpx.ts';
import { routeList } from './route/list.ts';
import { segment } from './segment.ts';
import { starredSegmentList } from './starred-segments.ts';
import { athleteStats } from './stats.ts';

/** Everything the archive keeps, in order of priority. */
export const resources: readonly AnyResource[] = [
  athlete,
  athleteStats,
  zonesOfAthlete,
  activityList,
  routeList,
  athleteClubs,
  starredSegmentList,
  gearDetail,
  activity,
  streams,
  activityPhotos,
  photoFiles,
  commentsOfActivity,
  kudosOfActivity,
  zonesOfActivity,
  routeDetail,
  routeGpx,
  segment,
];

/** The kinds of document of which each thing has one, by its id. */
export const shownKinds = resources.flatMap(({ kinds: [first] = [] }) => first ?? []).sort();
