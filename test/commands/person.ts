import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import type { CommandContext } from '../../src/commands/context.ts';
import { Failure, Stopped } from '../../src/errors.ts';
import type { Simulator } from '../simulator/index.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { environmentFor, SNAPSHOTS_ONLY, simulate } from '../support/simulator.ts';
import { tempDir } from '../support/temp-dir.ts';
import { memoryTerminal } from '../support/terminal.ts';

/** Takes a port of this machine until the end of the test. */
export async function occupy(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
}

/**
 * A person at a terminal, with an API application at a simulated Strava, who archives the snapshots only.
 * `look` opens what the program has stored, and stores what it needs to find.
 */
export async function person(
  more: Record<string, string> = {},
  options: Parameters<typeof simulate>[0] = {},
) {
  const simulator = await simulate(options);
  const dataDir = tempDir();
  const terminal = memoryTerminal();
  const controller = new AbortController();
  onTestFinished(() => controller.abort(new Stopped()));
  const own = { ...SNAPSHOTS_ONLY, LOG_LEVEL: 'silent', ...more };
  const environment = { ...environmentFor(simulator, dataDir), ...own };
  const context: CommandContext = { environment, terminal, signal: controller.signal };
  const look = async () => (await testApp({ simulator, dataDir, environment: SNAPSHOTS_ONLY })).app;
  /** Connects an athlete as an earlier bootstrap did. */
  const connect = async (grant: Parameters<Simulator['grant']>[0] = {}) => {
    const app = await look();
    return { app, athleteId: connectGrant(app, simulator, grant) };
  };
  return { simulator, dataDir, terminal, environment, context, controller, look, connect };
}

/** The failure that a command ends with. */
export async function failureOf(command: Promise<unknown>): Promise<Failure> {
  const outcome = await command.catch((error: unknown) => error);
  if (outcome instanceof Failure) return outcome;
  throw outcome instanceof Error ? outcome : new Error(`It did not fail: ${String(outcome)}`);
}
