import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { bearerOf } from './access.ts';
import { activityRoutes } from './activity-routes.ts';
import { errorAnswer, forbidden, notFound, paymentRequired, rateLimitExceeded } from './answers.ts';
import { athleteRoutes } from './athlete.ts';
import { athleteListRoutes } from './athlete-lists.ts';
import { cdnRoutes } from './cdn.ts';
import { deliver, leavesHanging, packed, showsStatus } from './deliver.ts';
import { type Effect, effectOf } from './fault-effects.ts';
import { tookAWhile } from './latency.ts';
import { authorizeRoutes } from './oauth-authorize.ts';
import { revokeRoutes } from './oauth-revoke.ts';
import { tokenRoutes } from './oauth-token.ts';
import { plannedRoutes } from './planned-routes.ts';
import type { CallKind } from './rate-limits.ts';
import { isWithin, type RecordedRequest, recordOf } from './requests.ts';
import { segmentRoutes } from './segments.ts';
import type { SimulatorState } from './state.ts';

/** What each request goes through: it is recorded, perhaps spoilt, counted, and answered. */
export function createHandler(state: SimulatorState) {
  const routes = createRoutes(state);
  return async (request: Request, { outgoing }: HttpBindings): Promise<Response> => {
    const record = recordOf(request, state.clock.now());
    record.athleteId = state.grants.byAccessToken(bearerOf(record.headers.authorization))?.athleteId;
    state.requests.push(record);
    const effect = effectOf(state.faults.take(record));
    const refused = isRefused(state, record);
    const usual = async () => (refused ? rateLimitExceeded() : await routes.fetch(asked(request, effect)));
    const answer = effect.instead ?? (await spoilt(await usual(), effect));
    if (!effect.fromEdge && tellsLimits(record, answer)) addLimits(state, answer);
    if (effect.delayMs !== undefined) await sleep(effect.delayMs, undefined, { ref: false });
    await tookAWhile(state);
    answer.headers.set('Date', new Date(state.clock.now()).toUTCString());
    if (showsStatus(effect.manner)) record.status = answer.status;
    const asWanted = state.gzip && /gzip/.test(record.headers['accept-encoding'] ?? '');
    await deliver(outgoing, asWanted ? await packed(answer) : answer, effect.manner);
    if (leavesHanging(effect.manner)) state.onHang?.();
    return RESPONSE_ALREADY_SENT;
  };
}

/** The request with another query, where the fault does so. */
function asked(request: Request, { query }: Effect): Request {
  if (query === undefined) return request;
  const url = new URL(request.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return new Request(url, request);
}

/** The answer with its text changed, where the fault does so. */
async function spoilt(answer: Response, { change }: Effect): Promise<Response> {
  if (change === undefined) return answer;
  return new Response(change(await answer.text()), answer);
}

function createRoutes(state: SimulatorState): Hono {
  const app = new Hono();
  app.use('/api/v3/*', async (c, next) => {
    if (state.inactive && isApi(c.req.path)) return forbidden('Application', 'Status', 'Inactive');
    if (state.subscribersOnly?.test(c.req.path)) return paymentRequired();
    return next();
  });
  app.route('/cdn', cdnRoutes(state));
  app.route('/oauth', authorizeRoutes(state));
  app.route('/oauth', tokenRoutes(state));
  app.route('/oauth', revokeRoutes(state));
  app.route('/api/v3/oauth', tokenRoutes(state));
  app.route('/api/v3', athleteRoutes(state));
  app.route('/api/v3', athleteListRoutes(state));
  app.route('/api/v3', activityRoutes(state));
  app.route('/api/v3', segmentRoutes(state));
  app.route('/api/v3', plannedRoutes(state));
  app.notFound(() => notFound());
  app.onError((error) => errorAnswer(500, `The simulator failed: ${error.message}`));
  return app;
}

/** Counts a call of the API by a known application; without a valid token Strava cannot know whose it is. */
function isRefused(state: SimulatorState, record: RecordedRequest): boolean {
  if (!isApi(record.path)) return false;
  record.counted = record.athleteId !== undefined;
  if (!state.streamsCount && record.path.endsWith('/streams')) record.counted = false;
  if (!record.counted || state.limits.count(kindOf(record), state.usageReport)) return false;
  state.limits.refused += 1;
  return true;
}

/** Whether the token endpoint counts is not known for sure, probably not: here it does not. */
function isApi(path: string): boolean {
  return isWithin(path, '/api/v3') && !isWithin(path, '/api/v3/oauth');
}

function kindOf({ method, path }: RecordedRequest): CallKind {
  return method === 'POST' && /^\/api\/v3\/(activities|uploads)$/.test(path) ? 'upload' : 'read';
}

/** As recorded: not on streams, nor on a 401 without a valid token; but on `/oauth/deauthorize`. */
function tellsLimits({ path, counted }: RecordedRequest, { status }: Response): boolean {
  if (path.endsWith('/streams') || (status === 401 && !counted)) return false;
  return isApi(path) || path === '/oauth/deauthorize';
}

function addLimits({ limits, rateHeaders, usageReport }: SimulatorState, answer: Response): void {
  const headers = limits.headers(rateHeaders, usageReport);
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
}
