import { command } from '../package.ts';
import { countStrayTexts, indexIsSound, SEARCH_TEXTS } from '../search/search.ts';
import { type Check, rowsOf } from './finding.ts';

/** That `search` finds what the tables say. */
export const searchCheck: Check = {
  name: 'search against the tables',
  run({ copy: { $client }, copy }) {
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
