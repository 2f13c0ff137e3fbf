import { getTableName } from 'drizzle-orm';
import { DERIVATIONS } from '../derived/index.ts';
import { deriveActivity, underivedActivities } from '../resources/activity/derived.ts';
import { immediate } from '../sqlite/open.ts';
import { type Check, type Finding, mendByRebuild, rowsOf } from './finding.ts';
import { differences } from './verify-tables.ts';

/** That curves, histograms, tracks and tiles are those of the points: they are made again, in a copy, and compared. */
export const derivedCheck: Check = {
  name: 'what is derived from points',
  deep: true,
  run({ copy, scratch, onProgress }) {
    const underived = new Set(underivedActivities(copy));
    const ids = rowsOf<{ id: number }>(copy, 'SELECT id FROM activities').map(({ id }) => id);
    const derived = ids.filter((id) => !underived.has(id));
    const forget = scratch.$client.prepare('UPDATE derivations SET version = -1 WHERE activity_id = ?');
    for (const [i, id] of derived.entries()) {
      immediate(scratch, () => {
        forget.run(id);
        deriveActivity(scratch, id);
      });
      onProgress(i + 1, derived.length);
    }
    copy.$client.prepare('ATTACH ? AS made').run(scratch.$client.name);
    const tables = [...DERIVATIONS.map(({ table }) => getTableName(table)), 'derivations'];
    const findings = tables.flatMap((table): Finding[] => {
      const n = differences(copy, table);
      return n > 0
        ? [{ what: `${n} rows of ${table} are not what the points say.`, mend: mendByRebuild }]
        : [];
    });
    copy.$client.prepare('DETACH made').run();
    return { things: derived.length, findings };
  },
};
