import { command } from '../package.ts';
import { countStrayTexts, indexIsSound, SEARCH_TEXTS, searchIsCurrent } from '../search/search.ts';
import { type Check, rowsOf } from './finding.ts';

/** That `search` finds what the tables say. */
export const searchCheck: Check = {
  name: 'search against the tables',
  run({ copy: { $client }, copy }) {
    if (!searchIsCurrent($client)) {
      const note = 'search is not of this version: it is made anew when the archive is next opened to write.';
      return { things: 0, findings: [], notes: [note] };
    }
    const stray = countStrayTexts($client);
    const whats = [
      ...(stray > 0 ? [`${stray} texts of search are not what the tables say.`] : []),
      ...(indexIsSound($client) ? [] : ['The index of search is not that of its texts.']),
    ];
    const mend = `Make it again: ${command('rebuild')}.`;
    const [all] = rowsOf<{ n: number }>(copy, `SELECT count(*) AS n FROM ${SEARCH_TEXTS}`);
    return { things: all?.n ?? 0, findings: whats.map((what) => ({ what, mend })) };
  },
};
