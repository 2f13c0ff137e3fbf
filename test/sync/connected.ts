import type { App } from '../../src/app.ts';
import { type PassOptions, runPass } from '../../src/sync/pass.ts';
import type { Simulator } from '../simulator/index.ts';
import { connectGrant, type TestAppOptions, testApp } from '../support/app.ts';
import { SNAPSHOTS_ONLY, simulate } from '../support/simulator.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/**
 * A simulator and the program connected to it as its first athlete, both on one virtual clock;
 * it archives the snapshots only unless `ARCHIVE` in the environment says otherwise.
 */
export async function connected(
  options: Omit<TestAppOptions, 'simulator' | 'clock'> & { grant?: Parameters<Simulator['grant']>[0] } = {},
) {
  const { grant, environment: wanted = {}, ...more } = options;
  const environment = { ...SNAPSHOTS_ONLY, ...wanted };
  const clock = new VirtualClock();
  const simulator = await simulate({ clock });
  // Patient, so that a busy machine is not taken for a Strava that hangs.
  const { app, dataDir, logs } = await testApp({ simulator, clock, timeoutMs: 5_000, environment, ...more });
  const athleteId = connectGrant(app, simulator, grant);
  return {
    clock,
    simulator,
    app,
    dataDir,
    logs,
    athleteId,
    statsPath: `/api/v3/athletes/${athleteId}/stats`,
  };
}

/** A pass over all connected athletes. */
export const pass = (app: App, options: Partial<PassOptions> = {}) =>
  runPass(app.passContext, { trigger: 'command', ...options });

/** The requests so far, in short: `GET /api/v3/athlete`. */
export const asked = ({ requests }: Simulator): string[] =>
  requests.map(({ method, path }) => `${method} ${path}`);
