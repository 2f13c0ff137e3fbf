import type { RequestListener } from 'node:http';
import type { Config } from '../config.ts';
import { sentence } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Orders } from '../web/page.ts';
import type { Health } from '../worker/health.ts';
import { serveHealth } from '../worker/healthz.ts';

/** What a worker serves beside its work. */
export interface Served {
  config: Config;
  log: Logger;
  /** How it is, and when it works next (UTC instant). */
  check: () => Health & { nextRun: string | undefined };
  /** What a person can have done from the pages. */
  orders?: Orders | undefined;
}

/** The pages; their code is loaded at the first request, so that a worker that nobody looks at stays as small. */
function pagesOf({ config, log, orders }: Served): RequestListener {
  let pages: Promise<RequestListener> | undefined;
  return (request, response) => {
    pages ??= import('../web/worker-pages.ts').then(({ workerPages }) => workerPages(config, orders));
    pages.then(
      (listener) => listener(request, response),
      (error) => {
        pages = undefined;
        log.warn({ reason: sentence(error) }, 'The pages cannot be shown; the archive goes on');
        response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end(`${sentence(error)}\n`);
      },
    );
  };
}

/**
 * Starts `/healthz` and the pages until it is disposed of; a port in use costs these, not the archive.
 * @returns undefined where nothing listens.
 */
export async function listen(served: Served): Promise<AsyncDisposable | undefined> {
  const { config, log, check } = served;
  if (config.httpPort === undefined) return undefined;
  try {
    const server = await serveHealth(config.httpHost, config.httpPort, check, pagesOf(served));
    return {
      [Symbol.asyncDispose]: () =>
        new Promise((resolve) => {
          server.close(() => resolve()).closeAllConnections();
        }),
    };
  } catch (error) {
    log.warn(
      { reason: sentence(error) },
      'The pages and the health check cannot listen; set HTTP_PORT to a free port or to off. The archive goes on',
    );
    return undefined;
  }
}
