import { createServer, type RequestListener, type Server } from 'node:http';
import { sentence } from '../errors.ts';
import type { Health } from './health.ts';

/** An archive that cannot be read is ill health, not the end of whoever asks. */
export function checked(check: () => Health): Health {
  try {
    return check();
  } catch (error) {
    return { ok: false, reason: `The archive cannot be read: ${sentence(error)}` };
  }
}

/**
 * Serves `GET /healthz`: 200 or 503 with the reason as JSON. @throws the error of `listen`.
 * @param others answers all else.
 */
export async function serveHealth(
  host: string,
  port: number,
  check: () => Health & { nextRun: string | undefined },
  others: RequestListener,
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/healthz') return others(request, response);
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
