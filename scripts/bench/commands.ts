/**
 * What the commands cost that run often, as ratios to a node that does nothing, started by turns in the same run: CPU is
 * counted and not time, since machines are shared. Without NODE_EXTRA_CA_CERTS, with which node itself costs twice as much.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './median.ts';
import { type Cost, costOf, type Environment, MAIN } from './processes.ts';
import { connect, environmentOf, startStrava } from './strava-process.ts';

const RUNS = 15;
const ACTIVITIES = 1_000;
// Their details are thousands of requests more, of which `benchHistory` tells.
const LISTS_ONLY = 'athlete,stats,activities';
// The list tells all of these of each activity; none of them is asked for within so many requests.
const TOLD = '-athlete_zones,-routes,-clubs,-starred_segments,-gear';
const UNTIL_READ = ['--max-requests', '9'];

interface Row {
  what: string;
  /** The median, and what half of all runs lie between: how much the machine disturbed. */
  ours: string;
  'bare node': string;
  ratio: string;
  /** What it may be at most. */
  bar: number;
}

function row(what: string, bar: number, unit: string, ours: number[], bare: number[]): Row {
  const sorted = [...ours].sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]?.toFixed(0);
  return {
    what,
    ours: `${median(ours).toFixed(0)} ${unit} (${at(0.25)}–${at(0.75)})`,
    'bare node': `${median(bare).toFixed(0)} ${unit}`,
    ratio: (median(ours) / median(bare)).toFixed(2),
    bar,
  };
}

const cpu = (costs: Cost[]) => costs.map((cost) => cost.cpu);
const mb = (costs: Cost[]) => costs.map((cost) => cost.mb);

/** A pass from an archive as it is after `bootstrap`, and one that finds nothing new, until the list was read twice. */
async function syncs(connected: string, environment: Environment): Promise<{ first: Cost; quiet: Cost }> {
  rmSync(environment.DATA_DIR ?? '', { recursive: true, force: true });
  cpSync(connected, environment.DATA_DIR ?? '', { recursive: true });
  const first = await costOf([MAIN, 'sync', ...UNTIL_READ], { ...environment, ARCHIVE: TOLD });
  await costOf([MAIN, 'sync'], environment);
  return { first, quiet: await costOf([MAIN, 'sync'], environment) };
}

/** Measures `--help`, a `sync` with nothing new and the first reading of the list. */
export async function benchCommands(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const connected = join(folder, 'connected');
  const strava = await startStrava(ACTIVITIES);
  (await connect(strava, connected, LISTS_ONLY))[Symbol.dispose]();
  const environment = { ...environmentOf(strava, join(folder, 'data')), ARCHIVE: LISTS_ONLY };
  const costs = { bare: [] as Cost[], help: [] as Cost[], first: [] as Cost[], quiet: [] as Cost[] };
  for (let i = 0; i < RUNS; i++) {
    costs.bare.push(await costOf(['-e', '0'], {}));
    costs.help.push(await costOf([MAIN, '--help'], {}));
    const { first, quiet } = await syncs(connected, environment);
    costs.first.push(first);
    costs.quiet.push(quiet);
  }
  strava.process.kill();
  rmSync(folder, { recursive: true });
  const { bare, help, first, quiet } = costs;
  return [
    row('--help: CPU', 3.4, 'ms', cpu(help), cpu(bare)),
    row('sync with nothing new: CPU', 13, 'ms', cpu(quiet), cpu(bare)),
    row('sync with nothing new: memory at most', 2.2, 'MB', mb(quiet), mb(bare)),
    row(`first reading of ${ACTIVITIES} summaries: CPU`, 22, 'ms', cpu(first), cpu(bare)),
  ];
}
