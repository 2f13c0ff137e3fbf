import { Hono } from 'hono';
import { type ApiEnv, requireScope } from './access.ts';
import { activityFloats } from './activity-floats.ts';
import { jsonAnswer, notFound } from './answers.ts';
import { segmentNumber, segmentOf } from './efforts.ts';
import type { Grant } from './grants.ts';
import { isoSeconds } from './local-time.ts';
import { encodePolyline } from './polyline.ts';
import { createRandom } from './random.ts';
import { hasStarred } from './starred.ts';
import type { SimulatorState } from './state.ts';
import type { WorldAthlete } from './world.ts';

/** A segment as `GET /segments/{id}` answers it. */
export type SegmentDetail = Readonly<Record<string, unknown>> & {
  readonly id: number;
  readonly private: boolean;
};

/** `GET /segments/{id}`. */
export function segmentRoutes(state: SimulatorState): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.get('/segments/:id{[0-9]+}', requireScope(state, 'read'), (c) =>
    answerSegment(state, c.var.grant, Number(c.req.param('id'))),
  );
  return routes;
}

/** Without `read_all` private ones are not there, and of no one the athlete's own numbers. */
function answerSegment({ world }: SimulatorState, { athleteId, scopes }: Grant, id: number): Response {
  const detail = segmentDetail(id, world.athleteOf(athleteId));
  const seesAll = scopes.includes('read_all');
  if (detail === undefined || (detail.private && !seesAll)) return notFound('Segment');
  const { athlete_segment_stats, ...others } = detail;
  return jsonAnswer(seesAll ? detail : others, 200, activityFloats);
}

const DAY_MS = 86_400_000;

/** A segment in full, with what it is to an athlete; undefined when there is none. */
export function segmentDetail(id: number, athlete: WorldAthlete): SegmentDetail | undefined {
  const number = segmentNumber(id);
  if (number === undefined) return undefined;
  const random = createRandom(number, 12);
  const summary = segmentOf(number);
  const [start, end] = [summary.start_latlng, summary.end_latlng] as [[number, number], [number, number]];
  const created = Date.UTC(2010, 0, 1) + Math.floor(random() * 5_000) * DAY_MS;
  const efforts = Math.floor(random() ** 3 * 40_000);
  return {
    ...summary,
    resource_state: 3,
    starred: hasStarred(athlete, id),
    created_at: isoSeconds(created),
    updated_at: isoSeconds(created + Math.floor(random() * 2_000) * DAY_MS),
    total_elevation_gain: Math.round(random() * 900) / 10,
    map: { id: `s${id}`, polyline: encodePolyline([start, end]), resource_state: 3 },
    effort_count: efforts,
    athlete_count: Math.ceil(efforts / 4),
    star_count: Math.floor(random() * 60),
    athlete_segment_stats: statsOf(number, athlete.detail.id),
    xoms: {
      ...{ kom: '1:09', qom: '1:31', overall: '1:09' },
      destination: { href: `strava://segments/${id}/leaderboard`, type: 'overall', name: 'All-Time' },
    },
    // Many have none.
    ...(number % 3 > 0 && { local_legend: legendOf(id, efforts) }),
  };
}

function statsOf(number: number, athleteId: number) {
  const random = createRandom(number, athleteId, 13);
  const effort_count = 1 + Math.floor(random() * 30);
  // What Strava has not counted yet.
  if (number % 7 === 0) return { pr_elapsed_time: null, pr_date: null, effort_count: 0 };
  return {
    pr_elapsed_time: 40 + Math.floor(random() * 900),
    pr_date: isoSeconds(Date.UTC(2024, 0, 1) + Math.floor(random() * 700) * DAY_MS).slice(0, 10),
    ...{ pr_visibility: 'everyone', pr_activity_id: 10_000_000_000 + Math.floor(random() * 1e9) },
    pr_activity_visibility: 'everyone',
    effort_count,
  };
}

/** Somebody else. */
function legendOf(id: number, efforts: number) {
  const count = 1 + (efforts % 40);
  return {
    ...{ athlete_id: 90_000_000 + (id % 1_000), title: 'Ottokar 🏆 B.', profile: 'avatar/athlete/large.png' },
    effort_description: `${count} efforts in the last 90 days`,
    effort_count: String(count),
    effort_counts: { overall: `${count} efforts`, female: '0 efforts' },
    destination: `strava://segments/${id}/local_legend?categories%5B%5D=overall`,
  };
}
