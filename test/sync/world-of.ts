import { countCoverage } from '../../src/archive/coverage-counts.ts';
import type { Simulator } from '../simulator/index.ts';
import { type ConnectedOptions, connected } from '../support/connected.ts';

/** The program connected to an athlete of so many activities, at the limits of a new app unless told. */
export async function worldOf(
  activities: number,
  options: Omit<ConnectedOptions, 'strava'> & { limits?: { read: [number, number] }; brevity?: number } = {},
) {
  const { limits, brevity, ...rest } = options;
  const strava = {
    activities,
    ...(limits && { limits: { ...limits, overall: limits.read } }),
    ...(brevity && { brevity }),
  };
  const world = await connected({ strava, ...rest });
  return {
    ...world,
    /** `activity done`: how many. */
    ledger: () =>
      Object.fromEntries(
        countCoverage(world.archive, world.athleteId).map((row) => [
          `${row.resource} ${row.status}`,
          row.count,
        ]),
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
