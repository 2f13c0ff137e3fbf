import { relationOf } from '../../export/relation.ts';
import { rowsOf } from '../../export/rows.ts';
import type { Value } from '../../export/text-rows.ts';
import type { Reader } from '../../sqlite/read.ts';
import { conditionOf, parseFilter } from '../filter.ts';
import type { Part } from '../page.ts';
import { idsOf } from '../queries/activity-list.ts';
import { asFile, ROW_FORMATS } from '../text-file.ts';

/** So many are read at once; between two of them others have their turn. */
const AT_ONCE = 500;

/** The rows of these activities in the order of time, some at a time. */
function* pieces(
  archive: Reader,
  ids: readonly string[],
  format: keyof typeof ROW_FORMATS,
): Generator<string> {
  const relation = { ...relationOf(archive, 'activities_local'), key: ['start_date', 'id'] };
  const { head, row } = ROW_FORMATS[format].rows(relation);
  yield head;
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    const some = `[${ids.slice(i, i + AT_ONCE)}]`;
    const rows: Value[][] = [
      ...rowsOf(archive, relation, { sql: 'id IN (SELECT value FROM json_each(?))', values: [some] }),
    ];
    yield rows.map(row).join('');
  }
}

/** The activities of a filter, as the list has them, with all columns of `activities_local`. */
export const activitiesFiles: readonly Part[] = (['csv', 'json'] as const).map((format) => ({
  path: `/activities.${format}`,
  answer({ reading, archive, viewer, query }) {
    const ids = idsOf(reading, conditionOf(parseFilter(query), viewer.id));
    return asFile(`activities.${format}`, ROW_FORMATS[format].type, pieces(archive, ids, format));
  },
}));
