import type { App } from '../../src/app.ts';
import type { PassOptions } from '../../src/sync/context.ts';
import { runPass } from '../../src/sync/pass.ts';
import type { Simulator } from '../simulator/index.ts';
import * as support from '../support/connected.ts';
import { SNAPSHOTS_ONLY } from '../support/simulator.ts';

/** The program connected to a simulator; it archives the snapshots only unless `ARCHIVE` says otherwise. */
export async function connected(options: support.ConnectedOptions = {}) {
  const environment = { ...SNAPSHOTS_ONLY, ...options.environment };
  const setting = await support.connected({ ...options, environment });
  return { ...setting, statsPath: `/api/v3/athletes/${setting.athleteId}/stats` };
}

/** A pass over all connected athletes. */
export const pass = (app: App, options: Partial<PassOptions> = {}) =>
  runPass(app.passContext, { trigger: 'command', ...options });

/** The requests so far, in short: `GET /api/v3/athlete`. */
export const asked = ({ requests }: Simulator): string[] =>
  requests.map(({ method, path }) => `${method} ${path}`);
