/**
 * `node dist/scripts/container/index.js`: builds the image and lives in it against the simulated Strava: bootstrap by paste and
 * by callback, start before it, a second worker, stops, a kill, folders of somebody else. Prints a table of what was
 * seen. It needs a Docker that answers and the image that the Dockerfile begins with; without a Docker it says so.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/package.ts';
import { docker, hasDocker, must, talk, until } from './docker.ts';

const HELP = `node dist/scripts/container/index.js [options]
Builds the image and tries it against the simulated Strava.

  --network <name>  of the build, for example host
  --help            this text`;

const { values } = parseArgs({
  options: { network: { type: 'string' }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
if (!hasDocker()) {
  console.log('There is no Docker here that answers, so the container was not tried.');
  process.exit(0);
}

const BASE = 'node:24-bookworm-slim';
const IMAGE = 'athlete-archive-check';
const STRAVA = 'athlete-archive-check-strava';
const WORKER = 'athlete-archive-check-worker';
/** Where this machine reaches what the containers listen on. */
const [CALLBACK, PAGES] = [5_055, 8_855];
/** As `compose.yaml` hardens it. */
const HARDENED = [
  '--init',
  '--read-only',
  '--tmpfs',
  '/tmp',
  '--cap-drop',
  'ALL',
  '--security-opt',
  'no-new-privileges:true',
];

const seen: { what: string; seen: string }[] = [];
const note = (what: string, how: string) => {
  seen.push({ what, seen: how });
  console.log(`  ${what}: ${how}`);
};

const sizeOf = (image: string) => Number(must('image', 'inspect', '-f', '{{.Size}}', image));
const folder = mkdtempSync(join(tmpdir(), 'athlete-archive-container-'));
let folders = 0;

/** A folder for a volume, by default that of the user of the container. */
function volume(owner = '1000:1000'): string {
  const path = join(folder, String(folders++));
  must(
    'run',
    '--rm',
    '-v',
    `${folder}:/f`,
    '--entrypoint',
    'sh',
    '-u',
    '0',
    IMAGE,
    '-c',
    `mkdir -m 755 /f/${folders - 1} && chown ${owner} /f/${folders - 1}`,
  );
  return path;
}

interface Simulated {
  clientId: string;
  clientSecret: string;
  apiUrl: string;
  oauthUrl: string;
}

/** The simulated Strava, in whose network the other containers are. */
async function strava(): Promise<Simulated> {
  const ports = ['-p', `127.0.0.1:${CALLBACK}:5000`, '-p', `127.0.0.1:${PAGES}:8788`];
  const script = '/repo/dist/scripts/bench/simulator-process.js';
  must('run', '-d', '--name', STRAVA, ...ports, '-v', `${packageRoot}:/repo:ro`, BASE, 'node', script, '60');
  const line = await until(
    'the simulated Strava',
    () => docker(['logs', STRAVA]).text.match(/^\{.*\}$/m)?.[0],
  );
  return JSON.parse(line) as Simulated;
}

/** Where the browser ends that somebody opens the printed address in. */
const consentTo = (url: string) =>
  must(
    'exec',
    STRAVA,
    'node',
    '-e',
    `fetch(${JSON.stringify(url)}, { redirect: 'manual' }).then((a) => console.log(a.headers.get('location')))`,
  );

const urlIn = (text: string) => text.match(/^ {2}(http\S+)/m)?.[1];

/** The arguments of a container of ours on a volume. */
function inside(
  { clientId, clientSecret, apiUrl, oauthUrl }: Simulated,
  data: string,
  ...more: string[]
): string[] {
  const settings = {
    STRAVA_CLIENT_ID: clientId,
    STRAVA_CLIENT_SECRET: clientSecret,
    STRAVA_API_URL: apiUrl,
    STRAVA_OAUTH_URL: oauthUrl,
  };
  const environment = Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return [
    ...HARDENED,
    '--network',
    `container:${STRAVA}`,
    ...environment,
    '-v',
    `${data}:/data`,
    ...more,
    IMAGE,
  ];
}

const health = () => docker(['inspect', '-f', '{{.State.Health.Status}}', WORKER]).text;
const logs = () => docker(['logs', WORKER]).text;
const exitCode = (name: string) => must('inspect', '-f', '{{.State.ExitCode}}', name);

function stop(): string {
  const began = performance.now();
  must('stop', WORKER);
  return `exit ${exitCode(WORKER)} after ${((performance.now() - began) / 1_000).toFixed(1)} s`;
}

const lastLine = (text: string) => text.split('\n').at(-1) ?? '';

async function live(at: Simulated): Promise<void> {
  const data = volume();
  const often = ['--health-interval', '1s', '--health-start-period', '0s', '--health-retries', '1'];
  const started = () => must('run', '-d', '--name', WORKER, ...inside(at, data, ...often));

  started();
  await until('it waits', () => logs().includes('Waiting'));
  await until('it is ill', () => health() === 'unhealthy');
  const healthz = await fetch(`http://127.0.0.1:${PAGES}/healthz`);
  note('start before bootstrap', `${lastLine(logs())} /healthz ${healthz.status}, ${health()}`);

  const byCallback = talk(['exec', '-i', WORKER, 'athlete-archive', 'bootstrap']);
  const url = await until('the address', () => urlIn(byCallback.said()));
  const back = new URL(consentTo(url));
  const page = await fetch(`http://127.0.0.1:${CALLBACK}${back.pathname}${back.search}`);
  const callback = await byCallback.ended;
  note(
    'bootstrap by callback',
    `page ${page.status}, exit ${callback.code}: ${callback.text.match(/^Hi, .*$/m)?.[0]}`,
  );
  await until('it goes on by itself', () => logs().includes('Archiving'));
  await until('it is well', () => health() === 'healthy');
  note('the worker goes on by itself', health());

  const second = docker(['run', '--rm', ...inside(at, data)]);
  note('a second worker', `exit ${second.code}: ${lastLine(second.text)}`);
  note('stop while it archives', stop());
  must('start', WORKER);
  await until('all is archived', () => {
    const { text } = docker([
      'exec',
      WORKER,
      'athlete-archive',
      'sql',
      '--json',
      "SELECT count(*) AS open FROM coverage WHERE status = 'pending'",
    ]);
    return text.includes('"open":0');
  });
  note('stop while it rests', stop());
  must('start', WORKER);
  await until('it is well again', () => health() === 'healthy');
  must('kill', WORKER);
  note(
    'kill',
    `exit ${exitCode(WORKER)}; verify: ${lastLine(docker(['run', '--rm', ...inside(at, data), 'verify']).text)}`,
  );
  must('rm', WORKER);
  started();
  await until('it archives again', () => logs().includes('Archiving'));
  note(
    'recreated',
    docker([
      'exec',
      WORKER,
      'athlete-archive',
      'sql',
      '--json',
      'SELECT count(*) AS activities FROM activities',
    ]).text.match(/\{.*\}/)?.[0] ?? 'nothing',
  );
  const pages = await fetch(`http://127.0.0.1:${PAGES}/`);
  note('pages without a password', `${pages.status}: ${(await pages.text()).trim().slice(0, 60)} …`);
  must('rm', '-f', WORKER);

  const pasted = volume();
  const byPaste = talk(['run', '--rm', '-i', ...inside(at, pasted), 'bootstrap']);
  byPaste.type(consentTo(await until('the address', () => urlIn(byPaste.said()))));
  const paste = await byPaste.ended;
  note('bootstrap by paste', `exit ${paste.code}: ${paste.text.match(/^Hi, .*$/m)?.[0]}`);

  const foreign = docker(['run', '--rm', ...inside(at, volume('0:0'))]);
  note('a folder of root', `exit ${foreign.code}: ${lastLine(foreign.text)}`);
  const readOnly = docker([
    'run',
    '--rm',
    ...inside(at, `${pasted}`).map((word) => (word === `${pasted}:/data` ? `${word}:ro` : word)),
    'sync',
  ]);
  note('a folder that cannot be written', `exit ${readOnly.code}: ${lastLine(readOnly.text)}`);
  const small = inside(at, '').flatMap((word, i, all) =>
    word === ':/data' ? ['/data:size=200k,uid=1000'] : all[i + 1] === ':/data' ? ['--tmpfs'] : [word],
  );
  const full = docker(['run', '--rm', ...small]);
  note('no room', `exit ${full.code}: ${lastLine(full.text)}`);
}

const network = values.network === undefined ? [] : ['--network', values.network];
console.log('Building …');
must('build', ...network, '-t', IMAGE, packageRoot);
note(
  'the image',
  `${((sizeOf(IMAGE) - sizeOf(BASE)) / 1e6).toFixed(1)} MB over ${BASE}; ${docker(['run', '--rm', IMAGE, '--version']).text}`,
);
try {
  await live(await strava());
} finally {
  docker(['rm', '-f', WORKER, STRAVA]);
  docker(['run', '--rm', '-v', `${folder}:/f`, '--entrypoint', 'sh', '-u', '0', IMAGE, '-c', 'rm -rf /f/*']);
  rmSync(folder, { recursive: true, force: true });
  console.table(seen);
}
