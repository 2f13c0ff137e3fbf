import { type BackfillOptions, runBackfill } from '../../src/sync/backfill.ts';
import type { PassOptions } from '../../src/sync/context.ts';
import { runPass } from '../../src/sync/pass.ts';
import type { Simulator } from '../simulator/index.ts';
import type { SimulatorOptions } from '../simulator/state.ts';
import { connectGrant, type TestAppOptions, testApp } from './app.ts';
import { simulate } from './simulator.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What differs from the usual; what is not named here is handed to {@link testApp}. */
export interface ConnectedOptions extends Omit<TestAppOptions, 'simulator' | 'clock'> {
  clock?: VirtualClock;
  /** How a new simulator is started. */
  strava?: Omit<SimulatorOptions, 'clock'>;
  /** One that runs already, on the same clock. */
  simulator?: Simulator;
  /** Of the athlete; `stored` when the data directory has one. */
  grant?: Parameters<Simulator['grant']>[0] | 'stored';
}

/**
 * A simulated Strava and the program connected to it as one athlete, both on one virtual clock:
 * what every test of the program as a whole begins with.
 */
export async function connected(options: ConnectedOptions = {}) {
  const { clock = new VirtualClock(), strava, grant = {}, ...more } = options;
  const { simulator = await simulate({ clock, ...strava }), ...rest } = more;
  const program = { simulator, clock, ...rest };
  const { app, dataDir, logs } = await testApp(program);
  const athleteId =
    grant === 'stored' ? (app.passContext.athleteIds()[0] ?? 0) : connectGrant(app, simulator, grant);
  return {
    ...{ clock, simulator, app, dataDir, logs, athleteId, archive: app.archive },
    pass: (how: Partial<PassOptions> = {}) => runPass(app.passContext, { trigger: 'command', ...how }),
    backfill: (how: BackfillOptions = {}) => runBackfill(app.passContext, how),
    truth: () => simulator.truth(athleteId),
    sql: <T = unknown>(text: string, ...values: unknown[]) =>
      app.archive.$client.prepare(text).all(...values) as T[],
    /** A restart of the program: the same files, nothing else. */
    restart: async () => (await testApp({ ...program, dataDir })).app,
  };
}
