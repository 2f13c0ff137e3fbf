/**
 * `npm run demo`: the whole program against a simulated Strava on this machine; no account, no configuration.
 * The code paths are those of production: only the two addresses (and the keys to them) differ.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { explain } from '../src/main.ts';

const HELP = `npm run demo -- [options]
Runs athlete-archive against a simulated Strava on this machine and shows what it archives.

  --data-dir <folder>  where the archive goes (default: a new temporary folder)
  --keep               afterwards leave the worker running, a pass every 20 seconds, until Ctrl-C
  --help               this text`;

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
} else {
  const dataDir = resolve(values['data-dir'] ?? mkdtempSync(join(tmpdir(), 'athlete-archive-demo-')));
  try {
    // Loaded here, so that a driver that is missing is explained too.
    const { demo } = await import('./demo-run.ts');
    process.exitCode = await demo({ dataDir, keep: values.keep });
  } catch (error) {
    process.exitCode = explain(error);
  }
}
