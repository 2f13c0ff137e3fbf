import { countCoverage } from '../../src/archive/coverage-counts.ts';
import { type BackfillOptions, runBackfill } from '../../src/sync/backfill.ts';
import { runPass } from '../../src/sync/pass.ts';
import type { Simulator } from '../simulator/index.ts';
import { connectGrant, type TestAppOptions, testApp } from '../support/app.ts';
import { simulate } from '../support/simulator.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/** The program connected to an athlete of so many activities, on one virtual clock. */
export async function worldOf(
  activities: number,
  options: Omit<TestAppOptions, 'simulator' | 'clock'> & { limits?: { read: [number, number] } } = {},
) {
  const { limits, ...rest } = options;
  const clock = new VirtualClock();
  const simulator = await simulate({
    clock,
    activities,
    ...(limits && { limits: { ...limits, overall: limits.read } }),
  });
  const { app, dataDir } = await testApp({ simulator, clock, timeoutMs: 5_000, ...rest });
  const athleteId = connectGrant(app, simulator);
  return {
    ...{ clock, simulator, app, dataDir, athleteId, archive: app.archive },
    pass: () => runPass(app.passContext, { trigger: 'command' }),
    backfill: (more: BackfillOptions = {}) => runBackfill(app.passContext, more),
    /** `activity done`: how many. */
    ledger: () =>
      Object.fromEntries(
        countCoverage(app.archive, athleteId).map((row) => [`${row.resource} ${row.status}`, row.count]),
      ),
  };
}

/** The requests below the API since the last look, as paths. */
export function looker({ requests }: Simulator) {
  let seen = 0;
  return () => {
    const paths = requests.slice(seen).map(({ path }) => path.replace('/api/v3', ''));
    seen = requests.length;
    return paths;
  };
}
