import { readReadings } from '../archive/list-lines.ts';
import { shortfalls } from '../resources/activity/totals.ts';
import type { Db } from '../sqlite/open.ts';
import { type Check, rowsOf } from './finding.ts';

type Count = { athleteId: number; n: number; deleted: number };

const COUNTS =
  'SELECT athlete_id AS athleteId, count(*) AS n, count(deleted_at) AS deleted FROM activities GROUP BY athlete_id';

function notesOf(copy: Db, { athleteId, n, deleted }: Count): string[] {
  const whole = readReadings(copy, athleteId).find(({ resource }) => resource === 'activities');
  const read = whole?.checkedAt
    ? `the whole list was last read on ${whole.checkedAt.slice(0, 10)}`
    : 'the list was not read to its end yet';
  const short = shortfalls(copy, athleteId).map(
    ({ sport, strava, archived }) =>
      `Strava counts ${strava} ${sport}s where the archive has ${archived}: it may count other sports too, so this is a hint only.`,
  );
  const gone = deleted > 0 ? `, ${deleted} of them deleted at Strava` : '';
  const known = `Athlete ${athleteId} has ${n} activities${gone}; ${read}. Strava's totals leave out private activities and most sports.`;
  return [known, ...short];
}

/** How many activities there are, beside what Strava counts: nothing of it proves a fault. */
export const countsCheck: Check = {
  name: "activities beside Strava's counts",
  run({ copy }) {
    const counts = rowsOf<Count>(copy, COUNTS);
    const things = counts.reduce((sum, { n }) => sum + n, 0);
    return { things, findings: [], notes: counts.flatMap((count) => notesOf(copy, count)) };
  },
};
