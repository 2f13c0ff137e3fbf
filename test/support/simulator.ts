import { onTestFinished } from 'vitest';
import { type Simulator, startSimulator } from '../simulator/index.ts';
import { sized } from './soak.ts';

/** Recordings of minutes prove in the daily suite what those of hours prove in a soak. */
const BREVITY = sized(30, 1);
/** Of a few activities, some last long enough for best efforts and for efforts on segments. */
export const LONG_ENOUGH = sized(12, 1);

/** A simulated Strava for the running test, stopped after it; its activities are short unless told. */
export async function simulate(options: Parameters<typeof startSimulator>[0] = {}): Promise<Simulator> {
  const simulator = await startSimulator({ brevity: BREVITY, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** For tests of how passes run rather than of what they archive: the two snapshots alone, a request each. */
export const SNAPSHOTS_ONLY = { ARCHIVE: 'athlete,stats' };

/** What tests archive unless they are about something else, so that what is added to the resources changes none of them. */
export const CORE = { ARCHIVE: 'athlete,stats,activities,gear,activity,streams' };

/** The environment of a program that talks to this simulator. */
export function environmentFor(
  simulator: Pick<Simulator, 'clientId' | 'clientSecret' | 'apiUrl' | 'oauthUrl'>,
  dataDir: string,
): Record<string, string> {
  return {
    STRAVA_CLIENT_ID: simulator.clientId,
    STRAVA_CLIENT_SECRET: simulator.clientSecret,
    STRAVA_API_URL: simulator.apiUrl,
    STRAVA_OAUTH_URL: simulator.oauthUrl,
    DATA_DIR: dataDir,
    ...CORE,
    HTTP_PORT: 'off',
    LOG_FORMAT: 'json',
    TZ: 'Europe/Berlin',
  };
}
