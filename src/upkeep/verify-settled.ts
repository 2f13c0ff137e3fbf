import { command } from '../package.ts';
import { countSettled, countStrayRows, settledIsCurrent } from '../settled/settled.ts';
import type { Check } from './finding.ts';

/** That the views say what they would if nothing of them had been put down. */
export const settledCheck: Check = {
  name: 'views against the tables',
  run({ copy: { $client } }) {
    if (!settledIsCurrent($client)) {
      const note =
        'The views are not of this version: they are made anew when the archive is next opened to write.';
      return { things: 0, findings: [], notes: [note] };
    }
    const stray = countStrayRows($client);
    const what = `${stray} rows of views are not what the tables say.`;
    const findings = stray > 0 ? [{ what, mend: `Put them down again: ${command('rebuild')}.` }] : [];
    return { things: countSettled($client), findings };
  },
};
