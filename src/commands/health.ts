import { readArchive } from '../archive/open.ts';
import { type Config, loadConfig } from '../config.ts';
import { command } from '../package.ts';
import { readHealth } from '../status/read.ts';
import type { Health } from '../worker/health.ts';
import { checked } from '../worker/healthz.ts';
import { runningWorker } from '../worker/instance.ts';
import { addressOf } from './address.ts';
import type { CommandContext } from './context.ts';

// What asks gives up sooner or later too: Docker after 30 s.
const TIMEOUT_MS = 10_000;
const ILL = 1;

const noWorker = ({ dataDir }: Config): Health => ({
  ok: false,
  reason: `No worker runs on ${dataDir}: run ${command('start')}.`,
});

/** What the worker says of itself. */
async function askWorker(config: Config, signal: AbortSignal): Promise<Health> {
  const address = addressOf(config);
  try {
    const timeout = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await fetch(`${address}/healthz`, { signal: timeout });
    const { ok, reason } = (await answer.json()) as Partial<Health>;
    if (typeof ok === 'boolean' && typeof reason === 'string') return { ok, reason };
    return { ok: false, reason: `What answers at ${address} is no worker: choose another HTTP_PORT.` };
  } catch {
    if (!runningWorker(config.dataDir)) return noWorker(config);
    return {
      ok: false,
      reason: `The worker does not answer at ${address}: its log says why, or HTTP_HOST and HTTP_PORT are not those it was started with.`,
    };
  }
}

/** What the archive tells, where the worker answers nobody. */
function askArchive(config: Config): Health {
  if (!runningWorker(config.dataDir)) return noWorker(config);
  return checked(() => {
    using archive = readArchive(config.dataDir);
    return readHealth(archive, config);
  });
}

/**
 * Whether the worker is well, for Docker, systemd, cron and monitors: asks it, or the archive where `HTTP_PORT` is `off`.
 * @returns 0 or 1.
 */
export async function health(
  { environment, terminal, signal }: CommandContext,
  options: { json: boolean },
): Promise<number> {
  const config = loadConfig(environment, { app: 'optional' });
  const found = config.httpPort === undefined ? askArchive(config) : await askWorker(config, signal);
  terminal.say(options.json ? JSON.stringify(found) : found.reason);
  return found.ok ? 0 : ILL;
}
