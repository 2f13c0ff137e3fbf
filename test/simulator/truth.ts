import type { WorldActivity } from './activities.ts';
import type { ActivityDetail, ActivitySummary, Part } from './activity-shape.ts';
import { type ActivityZones, activityZones } from './activity-zones.ts';
import { type AthleteZones, athleteZones } from './athlete-zones.ts';
import { type Club, clubOf } from './clubs.ts';
import { type Comment, commentsOf } from './comments.ts';
import { activityDetail } from './detail.ts';
import type { Segment } from './efforts.ts';
import { type GearDetail, gearDetail, gearOf } from './gear.ts';
import { type Kudoer, kudosOf } from './kudos.ts';
import { isoSeconds } from './local-time.ts';
import { type Photo, photosOf } from './photos.ts';
import { pictureAt } from './pictures.ts';
import { type RouteAnswer, routeGpx, routeSummary } from './planned.ts';
import { fullRoute } from './planned-routes.ts';
import type { AthleteDetail } from './profile-shape.ts';
import { recordingOf } from './recording.ts';
import { type SegmentDetail, segmentDetail } from './segments.ts';
import { hasStarred, type StarredSegment, starredSegment } from './starred.ts';
import { type AthleteStats, statsOver } from './stats.ts';
import { type StreamSet, streamSetOf } from './stream-shape.ts';
import { activitySummary, plainSummary } from './summary.ts';
import type { WorldAthlete } from './world.ts';

/** What Strava knows of one athlete: the values that the endpoints write, for a comparison. */
export interface Truth {
  /** All activities that have begun, private ones too, newest first. */
  summaries(): ActivitySummary[];
  /** With all segment efforts, without the `embed_token`; throws when there is no such activity. */
  detail(activityId: number): ActivityDetail;
  /** All streams by name; `undefined` for a manual activity, throws when there is no such activity. */
  streams(activityId: number): StreamSet | undefined;
  /** The time in each zone; none for an activity without zones, throws when there is no such activity. */
  zones(activityId: number): ActivityZones[];
  /** Those that are shown, the oldest first, without a cursor; throws when there is no such activity. */
  comments(activityId: number): Comment[];
  /** So many of those who gave kudos, all unless told; throws when there is no such activity. */
  kudos(activityId: number, most?: number): Kudoer[];
  profile(): AthleteDetail;
  /** The totals as they were at that time (epoch ms). */
  stats(at: number): AthleteStats;
  athleteZones(): AthleteZones;
  /** Its photos and videos, of the largest size; throws when there is no such activity. */
  photos(activityId: number): Photo[];
  /** What the file of a picture holds; throws when there is none at this address. */
  picture(url: string): Buffer;
  /** Everything that an activity was done with or that the profile lists. */
  gearIds(): string[];
  /** Throws when there is no such gear. */
  gear(gearId: string): GearDetail;
  /** Throws when there is no such segment. */
  segment(segmentId: number): SegmentDetail;
  /** All routes as the list gives them, private ones too, newest first. */
  routes(): RouteAnswer[];
  /** In full, and as a GPX file; throws when there is no such route. */
  route(routeId: number | bigint): RouteAnswer;
  routeGpx(routeId: number | bigint): string;
  clubs(): Club[];
  starredSegments(): StarredSegment[];
}

/** The truth about an athlete, at the time of each question. @param origin where the files of photos are. */
export function truthOf(athlete: WorldAthlete, now: () => number, origin: string): Truth {
  const activities = () => begun(athlete, now());
  const activityOf = (id: number) =>
    orThrow(
      activities().find((each) => each.id === id),
      `activity ${id}`,
    );
  const routeOf = (id: number | bigint) =>
    orThrow(
      athlete.routes.find((each) => each.id === BigInt(id)),
      `route ${id}`,
    );
  return {
    summaries: () => activities().map((each) => activitySummary(each, athlete.detail.id)),
    detail: (id) => detailOf(athlete, activityOf(id)),
    streams: (id) => streamsOf(activityOf(id)),
    zones: (id) => zonesOf(athlete, activityOf(id)),
    comments: (id) => commentsOf(activityOf(id)),
    kudos: (id, most) => kudosOf(activityOf(id), 0, most),
    profile: () => athlete.detail,
    stats: (at) => statsOver(begun(athlete, at).reverse(), at, athlete.quirks),
    athleteZones: () => athleteZones(athlete.heartZones, athlete.detail.ftp),
    photos: (id) => photosOf(activityOf(id), { athleteId: athlete.detail.id, origin }),
    picture: (url) => orThrow(pictureAt(new URL(url).pathname), url),
    gearIds: () => gearIdsOf(athlete, activities()),
    gear: (id) =>
      gearDetail(
        orThrow(
          gearOf(athlete).find((each) => each.id === id),
          `gear ${id}`,
        ),
      ),
    routes: () => athlete.routes.map((route) => routeSummary(route, athlete.detail)).reverse(),
    route: (id) => fullRoute(routeOf(id), athlete),
    routeGpx: (id) => routeGpx(routeOf(id), athlete.detail),
    segment: (id) => orThrow(segmentDetail(id, athlete), `segment ${id}`),
    clubs: () => athlete.detail.clubs.map(clubOf),
    starredSegments: () => athlete.stars.map((star) => starredSegment(athlete.detail.id, star)),
  };
}

/** The activities that have begun, newest first; of the same second, the higher id first. */
export function begun({ activities }: WorldAthlete, now: number): WorldActivity[] {
  const latest = isoSeconds(now);
  return activities
    .filter(({ start_date }) => start_date <= latest)
    .sort((a, b) => compare(b.start_date, a.start_date) || b.id - a.id);
}

/** One that has begun; `undefined` when the athlete has no such activity. */
export function begunOf({ activities }: WorldAthlete, id: number, now: number): WorldActivity | undefined {
  return activities.find((each) => each.id === id && each.start_date <= isoSeconds(now));
}

/** Dates in the same notation are in the order of their texts. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** An activity in full. */
export function detailOf(athlete: WorldAthlete, activity: WorldActivity): ActivityDetail {
  const gear = gearOf(athlete).find(({ id }) => id === activity.gear_id);
  const summary = plainSummary(activity, athlete.detail.id);
  const detail = activityDetail(activity, summary, recordingOf(activity), gear);
  return { ...detail, segment_efforts: detail.segment_efforts.map((effort) => seenBy(athlete, effort)) };
}

/** An effort as this athlete sees it: on a segment that they have starred, or not. */
function seenBy(athlete: WorldAthlete, effort: Part): Part {
  const segment = effort.segment as Segment;
  return { ...effort, segment: { ...segment, starred: hasStarred(athlete, segment.id) } };
}

/** All streams of an activity; `undefined` for a manual one. */
export function streamsOf(activity: WorldActivity): StreamSet | undefined {
  const recording = recordingOf(activity);
  return recording && streamSetOf(recording);
}

/** The time in each zone of an activity. */
export function zonesOf(athlete: WorldAthlete, activity: WorldActivity): ActivityZones[] {
  return activityZones(activity, plainSummary(activity, athlete.detail.id));
}

function gearIdsOf(athlete: WorldAthlete, activities: readonly WorldActivity[]): string[] {
  const { bikes, shoes } = athlete.detail;
  const used = activities.flatMap(({ gear_id }) => gear_id ?? []);
  return [...new Set([...[...bikes, ...shoes].map(({ id }) => id), ...used])];
}

function orThrow<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`The simulated athlete has no ${what}.`);
  return value;
}
