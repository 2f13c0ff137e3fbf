import { openArchive } from '../archive/open.ts';
import { openCredentials } from '../auth/credentials.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { Failure, sentence } from '../errors.ts';
import type { Logger } from '../log.ts';
import { command } from '../package.ts';
import { isAtWork } from '../sync/turns.ts';
import type { ServiceManager } from '../worker/service-manager.ts';
import type { CommandContext } from './context.ts';
import { listen } from './listening.ts';

// Often enough for a person who has just connected; it costs no request.
const LOOK_MS = 2_000;

/**
 * Returns once somebody is connected. On a terminal there is a person who can do it first; in a container or as a service
 * the worker is there before, and would only be started over and over again.
 * @throws {Failure} `not_connected` on a terminal.
 */
export async function untilConnected(
  { terminal, signal }: CommandContext,
  config: Config,
  { log, manager }: { log: Logger; manager: ServiceManager },
): Promise<void> {
  const { dataDir } = config;
  using credentials = openCredentials(dataDir, { isWorker: true });
  const isWaiting = () => credentials.list().length === 0;
  if (!isWaiting()) return;
  const nobody = new Failure(
    'not_connected',
    `Nobody is connected yet in ${dataDir}.`,
    `Run ${command('bootstrap')} first.`,
  );
  if (terminal.interactive) throw nobody;
  // An archive of an earlier version is brought up to date before bootstrap comes to it.
  openArchive(dataDir, { isWorker: true }).$client.close();
  const reason = sentence(nobody);
  await using _listening = await listen({
    ...{ config, log },
    check: () => ({ ok: false, reason, nextRun: undefined }),
  });
  terminal.say(`${reason} Waiting for that.`);
  manager.ready(reason);
  // What bootstrap asks Strava for itself is not asked for again.
  while (isWaiting() || isAtWork(dataDir)) await systemClock.sleep(LOOK_MS, signal);
}
