import { Hono } from 'hono';
import { type ApiEnv, requireScope } from './access.ts';
import type { WorldActivity } from './activities.ts';
import { activityFloats, gearFloats, streamFloats } from './activity-floats.ts';
import { listActivities, maySee } from './activity-list.ts';
import { wireZones } from './activity-zones.ts';
import { jsonAnswer, notFound, wireAnswer } from './answers.ts';
import { listComments } from './comments.ts';
import { gearDetail, gearOf } from './gear.ts';
import { type Grant, hexOf } from './grants.ts';
import { listKudos } from './kudos.ts';
import { photoFloats, photosOf } from './photos.ts';
import type { SimulatorState } from './state.ts';
import { STREAM_KEYS, type StreamSet } from './stream-shape.ts';
import { begunOf, detailOf, streamsOf, zonesOf } from './truth.ts';
import { toWireJson } from './wire-json.ts';

type Query = Readonly<Record<string, string>>;

/** `GET /athlete/activities`, `/activities/{id}`, what lies below that, and `/gear/{id}`. */
/** `GET /athlete/activities`, `/activities/{id}`, what hangs on an activity, and `/gear/{id}`. */
export function activityRoutes(state: SimulatorState): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const scoped = requireScope(state, 'activity:read');
  const found = (grant: Grant, id: string, answer: (activity: WorldActivity) => Response) => {
    const activity = activityFor(state, grant, id);
    return activity === undefined ? notFound('Activity') : answer(activity);
  };
  routes.get('/athlete/activities', scoped, (c) => listActivities(state, c.var.grant, c.req.query()));
  routes.get('/activities/:id/comments', scoped, (c) =>
    found(c.var.grant, c.req.param('id'), (activity) => listComments(activity, c.req.query())),
  );
  routes.get('/activities/:id/kudos', scoped, (c) =>
    found(c.var.grant, c.req.param('id'), (activity) => listKudos(activity, c.req.query())),
  );
  routes.get('/activities/:id', scoped, (c) =>
    found(c.var.grant, c.req.param('id'), (activity) =>
      answerDetail(state, c.var.grant, activity, c.req.query('include_all_efforts') === 'true'),
    ),
  );
  routes.get('/activities/:id/streams', scoped, (c) =>
    found(c.var.grant, c.req.param('id'), (activity) => answerStreams(activity, c.req.query())),
  );
  routes.get('/activities/:id/zones', scoped, (c) =>
    found(c.var.grant, c.req.param('id'), (activity) =>
      wireAnswer(wireZones(zonesOf(state.world.athleteOf(c.var.grant.athleteId), activity))),
    ),
  );
  routes.get('/activities/:id/photos', scoped, (c) =>
    found(c.var.grant, c.req.param('id'), (activity) =>
      answerPhotos(state, c.var.grant, activity, c.req.query('size')),
    ),
  );
  routes.get('/gear/:id', requireScope(state, 'read'), (c) =>
    answerGear(state, c.var.grant, c.req.param('id')),
  );
  return routes;
}

function activityFor({ world, clock }: SimulatorState, grant: Grant, id: string): WorldActivity | undefined {
  if (!/^\d+$/.test(id)) return undefined;
  const activity = begunOf(world.athleteOf(grant.athleteId), Number(id), clock.now());
  return activity && maySee(grant, activity) ? activity : undefined;
}

function answerDetail(
  { world, embedTokens }: SimulatorState,
  { athleteId }: Grant,
  activity: WorldActivity,
  allEfforts: boolean,
): Response {
  const detail = detailOf(world.athleteOf(athleteId), activity);
  const embed_token = hexOf(`embed/${activity.id}/${embedTokens.length}`);
  embedTokens.push(embed_token);
  const segment_efforts = detail.segment_efforts.filter((_, index) => allEfforts || index % 3 === 0);
  return jsonAnswer({ ...detail, segment_efforts, embed_token }, 200, activityFloats);
}

function answerStreams(activity: WorldActivity, query: Query): Response {
  const streams = streamsOf(activity);
  if (streams === undefined) return notFound('Activity');
  const asked = ['distance', ...(query.keys ?? '').split(',')];
  const keys = STREAM_KEYS.filter((key) => asked.includes(key) && streams[key] !== undefined);
  return wireAnswer(query.key_by_type === 'true' ? objectForm(streams, keys) : arrayForm(streams, keys));
}

function objectForm(streams: StreamSet, keys: readonly (keyof StreamSet)[]): string {
  const members = keys.map((key) => `"${key}":${toWireJson(streams[key], streamFloats(key))}`);
  return `{${members.join(',')}}`;
}

function arrayForm(streams: StreamSet, keys: readonly (keyof StreamSet)[]): string {
  const items = keys.map((type) => toWireJson({ type, ...streams[type] }, streamFloats(type)));
  return `[${items.join(',')}]`;
}

/** Without a size, thumbnails. */
function answerPhotos(
  { origin }: SimulatorState,
  { athleteId }: Grant,
  activity: WorldActivity,
  size = '0',
): Response {
  return jsonAnswer(photosOf(activity, { athleteId, origin, size }), 200, photoFloats);
}

function answerGear({ world }: SimulatorState, { athleteId }: Grant, gearId: string): Response {
  const gear = gearOf(world.athleteOf(athleteId)).find(({ id }) => id === gearId);
  return gear === undefined ? notFound('Gear') : jsonAnswer(gearDetail(gear), 200, gearFloats);
}
