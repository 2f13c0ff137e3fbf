import { activity } from './activity/detail.ts';
import { activityList } from './activity/list.ts';
import { streams } from './activity/streams.ts';
import { athlete } from './athlete.ts';
import { gearDetail } from './gear.ts';
import type { AnyResource } from './resource.ts';
import { athleteStats } from './stats.ts';

/** Everything the archive keeps, in order of priority. */
export const resources: readonly AnyResource[] = [
  athlete,
  athleteStats,
  activityList,
  gearDetail,
  activity,
  streams,
];
