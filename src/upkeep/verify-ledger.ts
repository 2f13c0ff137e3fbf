import { isArchived } from '../resources/archived.ts';
import { resources } from '../resources/index.ts';
import type { Db } from '../sqlite/open.ts';
import { askAgain, type Check, type Finding, findingsOf, rowsOf } from './finding.ts';

type Line = { athleteId: number; resource: string; item: string };

const DONE = `SELECT athlete_id AS athleteId, resource, item FROM coverage
  WHERE resource = ? AND status = 'done' AND item <> 'whole'`;

/** What the ledger calls archived though nothing of it is there. */
function emptyLines(copy: Db): Line[] {
  return resources
    .filter(({ plan, kinds, isArchived: own }) => plan === 'item' && (kinds ?? own) !== undefined)
    .flatMap((resource) =>
      rowsOf<Line>(copy, DONE, resource.name).filter((line) => !isArchived(copy, resource, line)),
    );
}

const UNLISTED = `SELECT a.athlete_id AS athleteId, 'activity' AS resource, CAST(a.id AS TEXT) AS item FROM activities a
  WHERE NOT EXISTS (SELECT 1 FROM coverage c
    WHERE c.athlete_id = a.athlete_id AND c.resource = 'activity' AND c.item = CAST(a.id AS TEXT))`;

/** That what the ledger calls archived is there, and that it knows every activity. */
export const ledgerCheck: Check = {
  name: 'ledger against rows',
  run({ copy }) {
    const [{ things = 0 } = {}] = rowsOf<{ things: number }>(copy, 'SELECT count(*) AS things FROM coverage');
    const empty = findingsOf(emptyLines(copy), ({ resource, item }): Finding => {
      return {
        what: `The ledger says that ${resource} ${item} is archived, and nothing of it is there.`,
        mend: `Have it asked for again: ${askAgain(resource, item)}`,
      };
    });
    const unlisted = findingsOf(rowsOf<Line>(copy, UNLISTED), ({ athleteId, item }): Finding => {
      return {
        what: `Activity ${item} is in the table, and the ledger does not know it.`,
        mend: `Have it told of all activities again: DELETE FROM coverage WHERE resource = 'introduced' AND athlete_id = ${athleteId}`,
      };
    });
    return { things, findings: [...empty, ...unlisted] };
  },
};
