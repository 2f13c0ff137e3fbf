import { createServer, type Server } from 'node:http';
import type { SyncRun, SyncRuns } from '../archive/sync-runs.ts';
import { inWords, MINUTE_MS } from '../clock.ts';
import { sentence } from '../errors.ts';
import { command } from '../package.ts';
import type { Schedule } from './schedule.ts';
import { isBehind } from './wanted.ts';

// A pass may wait for the next quarter hour and try again; until then it is not late.
const GRACE_MS = 20 * MINUTE_MS;

/** What `/healthz` answers. */
export interface Health {
  ok: boolean;
  reason: string;
}

export interface HealthContext {
  athleteIds: () => number[];
  runs: SyncRuns;
  schedule: Schedule;
  zone: string;
  nameOf: (athleteId: number) => string;
}

function describe(run: SyncRun | undefined): string {
  if (!run?.outcome) return '';
  return ` The last one ended as "${run.outcome}"${run.error ? `: ${run.error}` : '.'}`;
}

/** Healthy while, for every athlete, the last good pass is as recent as the schedule promises. */
export function checkHealth(context: HealthContext, now: number): Health {
  const { athleteIds, runs, schedule, zone, nameOf } = context;
  const ids = athleteIds();
  if (ids.length === 0) return { ok: false, reason: `Nobody is connected: run ${command('bootstrap')}.` };
  for (const id of ids) {
    const good = runs.lastOk(id, now);
    const last = describe(runs.last(id));
    if (!good) return { ok: false, reason: `No pass for ${nameOf(id)} has succeeded yet.${last}` };
    const since = Date.parse(good.startedAt);
    if (isBehind(schedule, good.startedAt, now - GRACE_MS)) {
      return {
        ok: false,
        reason: `The last good pass for ${nameOf(id)} was ${inWords(since, zone)}.${last}`,
      };
    }
  }
  return { ok: true, reason: 'The last pass is as recent as the schedule promises.' };
}

/** An archive that cannot be read is ill health, not the end of the worker. */
function checked(check: () => Health): Health {
  try {
    return check();
  } catch (error) {
    return { ok: false, reason: `The archive cannot be read: ${sentence(error)}` };
  }
}

/** Serves `GET /healthz`: 200 or 503 with the reason as JSON. @throws the error of `listen`. */
export async function serveHealth(
  host: string,
  port: number,
  check: () => Health & { nextRun: string | undefined },
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/healthz') return response.writeHead(404).end();
    const health = checked(check);
    const status = health.ok ? 200 : 503;
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    response.writeHead(status, headers).end(`${JSON.stringify(health)}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}
