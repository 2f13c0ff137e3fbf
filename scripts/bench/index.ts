/**
 * `npm run bench`: what the program costs, as ratios against a floor that is measured in the same run.
 * `npm run bench -- --soak 4000`: memory of a worker while it archives so many activities, which takes minutes.
 * `npm run bench -- --upkeep 4000`: what `verify` and `backup` of so many activities cost, which takes as long.
 * `npm run bench -- --views 10000`: how long the views of an archive with so many activities take, which takes seconds.
 * `npm run bench -- --pages 10000`: how long the pages of so many activities take, and what they weigh, in seconds.
 * `npm run bench -- --search 10000`: what `search` over so many activities costs, in seconds.
 * `npm run bench -- --exports 10000`: what exports of so many activities cost.
 * `npm run bench -- --derived 500`: what it costs to condense the points of so many activities, in half a minute.
 * Nothing here is a test: machines differ and are shared.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/package.ts';
import { LEAN_FLAGS } from '../../src/worker/lean.ts';
import { type Simulator, startSimulator } from '../../test/simulator/index.ts';
import { benchCommands } from './commands.ts';
import { benchDerived } from './derived.ts';
import { benchExports } from './exports.ts';
import { benchHistory, benchQuietPass } from './history.ts';
import { median } from './median.ts';
import { benchPages } from './pages.ts';
import { costOf, type Environment, MAIN, type Started, startAndIdle } from './processes.ts';
import { benchSearch } from './search.ts';
import { soak } from './soak.ts';
import { connect, environmentOf } from './strava-process.ts';
import { benchUpkeep } from './upkeep.ts';
import { benchViews } from './views.ts';

const RUNS = 7;
const IDLE_MS = 4_000;
const BARE_NODE = ['-e', 'console.log("ready"); setInterval(() => {}, 60000)'];
const BARE_PASS = join(packageRoot, 'dist/scripts/bench/bare-pass.js');

interface Figure {
  what: string;
  ours: string;
  floor: string;
  ratio: string;
}

function figure(what: string, unit: string, ours: number[], floor: number[]): Figure {
  const [a, b] = [median(ours), median(floor)];
  return {
    what,
    ours: `${a.toFixed(1)} ${unit}`,
    floor: `${b.toFixed(1)} ${unit}`,
    ratio: (a / b).toFixed(2),
  };
}

// The spine alone: what activities cost is measured apart.
const SPINE = 'athlete,stats';

/** Connects an athlete of the simulator in a new data directory. @returns the environment of its programs. */
async function connectSpine(simulator: Simulator, dataDir: string, expiresInSeconds: number) {
  const { clientId, clientSecret, apiUrl, oauthUrl } = simulator;
  const strava = { clientId, clientSecret, apiUrl, oauthUrl, grant: simulator.grant({ expiresInSeconds }) };
  using _app = await connect(strava, dataDir, SPINE);
  const { accessToken: ACCESS_TOKEN, athleteId } = strava.grant;
  const own = { ARCHIVE: SPINE, HTTP_PORT: '0', ACCESS_TOKEN, ATHLETE: String(athleteId) };
  return { ...environmentOf(strava, dataDir), ...own };
}

async function benchWorker(environment: Environment): Promise<Figure[]> {
  // With passes in between, since what they load stays.
  const busy = { ...environment, SYNC_CRON: '*/2 * * * * *' };
  const ours: Started[] = [];
  const floor: Started[] = [];
  for (let i = 0; i < RUNS; i++) {
    ours.push(await startAndIdle([...LEAN_FLAGS, MAIN, 'start'], busy, IDLE_MS));
    floor.push(await startAndIdle(BARE_NODE, {}, IDLE_MS));
  }
  const ready = (all: Started[]) => all.map(({ readyMs }) => readyMs);
  const idle = (all: Started[]) => all.map(({ idleMb }) => idleMb);
  return [
    figure('worker: start to first line, against bare node', 'ms', ready(ours), ready(floor)),
    figure('worker: idle memory after some passes, against bare node', 'MB', idle(ours), idle(floor)),
  ];
}

async function benchPass(environment: Environment): Promise<Figure[]> {
  const ours = [];
  const floor = [];
  const node = [];
  for (let i = 0; i < RUNS; i++) {
    ours.push((await costOf([MAIN, 'sync'], environment)).cpu);
    floor.push((await costOf([BARE_PASS], environment)).cpu);
    node.push((await costOf(['-e', '0'], {})).cpu);
  }
  return [
    figure('one pass as a process: CPU, against a bare script', 'ms', ours, floor),
    figure('a bare script: CPU, against node doing nothing', 'ms', floor, node),
  ];
}

async function countRequests(simulator: Simulator, expiresInSeconds: number): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const environment = await connectSpine(simulator, dataDir, expiresInSeconds);
  const before = simulator.requests.length;
  await costOf([MAIN, 'sync'], environment);
  rmSync(dataDir, { recursive: true });
  return simulator.requests.length - before;
}

/** What is measured alone, of so many activities. */
const ALONE: Readonly<Record<string, (activities: number) => unknown>> = {
  ...{ soak, upkeep: benchUpkeep, views: benchViews, pages: benchPages },
  ...{ search: benchSearch, exports: benchExports, derived: benchDerived },
};
const { values } = parseArgs({
  options: Object.fromEntries(Object.keys(ALONE).map((name) => [name, { type: 'string' } as const])),
});
for (const [name, activities] of Object.entries(values)) {
  await ALONE[name]?.(Number(activities));
  process.exit(0);
}

await using simulator = await startSimulator();
simulator.limits.setLimits({ overall: [100_000, 100_000], read: [100_000, 100_000] });
const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
const environment = await connectSpine(simulator, dataDir, 21_600);
console.log(`Node ${process.version}, medians`);
console.table(await benchCommands());
console.table([...(await benchPass(environment)), ...(await benchWorker(environment))]);
console.log(`requests of a pass: ${await countRequests(simulator, 21_600)}`);
console.log(`requests of a pass with a token refresh: ${await countRequests(simulator, 60)}`);
rmSync(dataDir, { recursive: true });
await benchHistory(500);
await benchUpkeep(500);
await benchViews(10_000);
benchSearch(10_000);
await benchQuietPass(10_000);
