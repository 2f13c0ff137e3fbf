import type { RetryPolicy } from '../../src/http/retry.ts';
import { leftIn } from '../../src/strava/budget.ts';
import { createBudgetStore } from '../../src/strava/budget-store.ts';
import type { Simulator } from '../simulator/index.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { simulate } from '../support/simulator.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

export interface ClientOptions {
  simulator?: Simulator;
  clock?: VirtualClock;
  dataDir?: string;
  environment?: Record<string, string>;
  timeoutMs?: number;
  retry?: RetryPolicy;
  /** Of the grant; without one the data directory has it already. */
  grant?: Parameters<Simulator['grant']>[0] | 'stored';
}

/** A connected athlete's client against a simulator on the same virtual clock. */
export async function connectedClient(options: ClientOptions = {}) {
  const { grant = {}, clock = new VirtualClock(), simulator = await simulate({ clock }), ...rest } = options;
  const { app, dataDir, logs } = await testApp({ simulator, clock, ...rest });
  const athleteId =
    grant === 'stored' ? (app.passContext.athleteIds()[0] ?? 0) : connectGrant(app, simulator, grant);
  const client = app.passContext.clientFor(athleteId);
  const budget = () => createBudgetStore(app.archive, simulator.clientId).read(clock.now());
  return {
    simulator,
    clock,
    app,
    dataDir,
    logs,
    athleteId,
    client,
    budget,
    get: (signal?: AbortSignal) => client.get({ path: '/athlete' }, signal),
    /** How many requests are left in the quarter hour and in the day. */
    left: () => [leftIn(budget(), 'quarter_hour'), leftIn(budget(), 'day')],
    apiRequests: () => simulator.requestsTo('/api').length,
  };
}
