/**
 * `npm run soak`: a month in the life of a worker, in minutes. The program as it ships runs against the simulated Strava, where
 * things change and go wrong; it is killed, restarted, put to sleep. In the end nothing may be amiss.
 * `npm run soak -- --days 30 --activities 400 --speed 20 --seed 1 --keep`.
 * `npm run soak -- --quiet --days 365 --activities 50`: a year in which nothing happens, an hour of it a day: what it leaves
 * behind, whether the worker grows, and whether each pass comes in time.
 */
import { parseArgs } from 'node:util';
import { report } from './report.ts';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    activities: { type: 'string', default: '400' },
    speed: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  },
});
const [days, activities, speed, seed] = [values.days, values.activities, values.speed, values.seed].map(
  Number,
);
if (![days, activities, speed, seed].every((each) => each !== undefined && each > 0))
  throw new Error('--days, --activities, --speed and --seed are numbers above 0.');
const numbers = { days, activities, speed, seed } as Record<'days' | 'activities' | 'speed' | 'seed', number>;
process.exitCode = report(await soak({ ...numbers, isQuiet: values.quiet }, values.keep));
