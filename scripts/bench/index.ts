/**
 * `npm run bench`: what the program costs, as ratios against a floor that is measured in the same run.
 * `npm run bench -- --soak 4000`: memory of a worker while it archives so many activities, which takes minutes.
 * Nothing here is a test: machines differ and are shared.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { packageRoot } from '../../src/package.ts';
import { Secret } from '../../src/secret.ts';
import { type Simulator, startSimulator } from '../../test/simulator/index.ts';
import { benchHistory, benchQuietPass } from './history.ts';
import { cpuOf, type Environment, MAIN, START_FLAGS, type Started, startAndIdle } from './processes.ts';
import { soak } from './soak.ts';

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

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
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

/** Connects an athlete of the simulator in a new data directory. */
async function connect(simulator: Simulator, dataDir: string, expiresInSeconds: number) {
  const environment: Environment = {
    STRAVA_CLIENT_ID: simulator.clientId,
    STRAVA_CLIENT_SECRET: simulator.clientSecret,
    STRAVA_API_URL: simulator.apiUrl,
    STRAVA_OAUTH_URL: simulator.oauthUrl,
    DATA_DIR: dataDir,
    // The spine alone: what activities cost is measured apart.
    ARCHIVE: 'athlete,stats',
    HTTP_PORT: '0',
  };
  const { accessToken, refreshToken, expiresAt, athleteId, scopes } = simulator.grant({ expiresInSeconds });
  using app = createApp(
    loadConfig(environment, { app: 'required' }),
    await createLogger({ level: 'silent', format: 'json' }),
  );
  const pair = { accessToken: new Secret(accessToken), refreshToken: new Secret(refreshToken), expiresAt };
  app.credentials.connect(athleteId, pair, [...scopes], Date.now());
  return { ...environment, ACCESS_TOKEN: accessToken, ATHLETE: String(athleteId) };
}

async function benchWorker(environment: Environment): Promise<Figure[]> {
  // With passes in between, since what they load stays.
  const busy = { ...environment, SYNC_CRON: '*/2 * * * * *' };
  const ours: Started[] = [];
  const floor: Started[] = [];
  for (let i = 0; i < RUNS; i++) {
    ours.push(await startAndIdle([...START_FLAGS, MAIN, 'start'], busy, IDLE_MS));
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
    ours.push(await cpuOf([MAIN, 'sync'], environment));
    floor.push(await cpuOf([BARE_PASS], environment));
    node.push(await cpuOf(['-e', ''], {}));
  }
  return [
    figure('one pass as a process: CPU, against a bare script', 'ms', ours, floor),
    figure('a bare script: CPU, against node doing nothing', 'ms', floor, node),
  ];
}

async function countRequests(simulator: Simulator, expiresInSeconds: number): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const environment = await connect(simulator, dataDir, expiresInSeconds);
  const before = simulator.requests.length;
  await cpuOf([MAIN, 'sync'], environment);
  rmSync(dataDir, { recursive: true });
  return simulator.requests.length - before;
}

const { values } = parseArgs({ options: { soak: { type: 'string' } } });
if (values.soak !== undefined) {
  await soak(Number(values.soak));
  process.exit(0);
}

await using simulator = await startSimulator();
simulator.limits.setLimits({ overall: [100_000, 100_000], read: [100_000, 100_000] });
const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
const environment = await connect(simulator, dataDir, 21_600);
console.log(`Node ${process.version}, medians of ${RUNS} runs`);
console.table([...(await benchPass(environment)), ...(await benchWorker(environment))]);
console.log(`requests of a pass: ${await countRequests(simulator, 21_600)}`);
console.log(`requests of a pass with a token refresh: ${await countRequests(simulator, 60)}`);
rmSync(dataDir, { recursive: true });
await benchHistory(500);
await benchQuietPass(10_000);
