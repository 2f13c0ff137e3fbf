import { athlete } from './athlete.ts';
import type { AnyResource } from './resource.ts';
import { athleteStats } from './stats.ts';

/** Everything the archive keeps, in order of priority. */
export const resources: readonly AnyResource[] = [athlete, athleteStats];
