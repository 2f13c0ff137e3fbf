/** A simulated Strava in a process of its own, so that the CPU of the program can be told from it. */
import { startSimulator } from '../../test/simulator/index.ts';

const simulator = await startSimulator({ activities: Number(process.argv[2]) });
simulator.limits.setLimits({ overall: [1e9, 1e9], read: [1e9, 1e9] });
const { clientId, clientSecret, apiUrl, oauthUrl } = simulator;
const grant = simulator.grant({ expiresInSeconds: 21_600 });
const truth = simulator.truth(grant.athleteId);
// An hour outdoors with everything that Strava can record.
const hours = truth
  .summaries()
  .filter(({ elapsed_time }) => elapsed_time > 2_700 && elapsed_time < 4_500)
  .map(({ id }) => id)
  .filter((id) => Object.keys(truth.streams(id) ?? {}).length === 11);
console.log(
  JSON.stringify({ clientId, clientSecret, apiUrl, oauthUrl, grant, hours: hours.slice(0, 10).map(String) }),
);
