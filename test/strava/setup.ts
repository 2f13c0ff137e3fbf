import { leftIn } from '../../src/strava/budget.ts';
import { createBudgetStore } from '../../src/strava/budget-store.ts';
import { type ConnectedOptions, connected } from '../support/connected.ts';

/** A connected athlete's client against a simulator on the same virtual clock. */
export async function connectedClient(options: ConnectedOptions = {}) {
  const setting = await connected(options);
  const { simulator, clock, app, athleteId } = setting;
  const client = app.passContext.clientFor(athleteId);
  const budget = () => createBudgetStore(app.archive, simulator.clientId).read(clock.now());
  return {
    ...setting,
    client,
    budget,
    get: (signal?: AbortSignal) => client.get({ path: '/athlete' }, { signal }),
    /** How many requests are left in the quarter hour and in the day. */
    left: () => [leftIn(budget(), 'quarter_hour'), leftIn(budget(), 'day')],
    apiRequests: () => simulator.requestsTo('/api').length,
  };
}
