/** The image, the simulated Strava and the folders that the check of the container lives with. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/package.ts';
import { docker, must, until } from './docker.ts';

/** What the Dockerfile begins with. */
export const BASE = 'node:24-bookworm-slim';
export const IMAGE = 'athlete-archive-check';
const STRAVA = 'athlete-archive-check-strava';
/** Where this machine reaches what the containers listen on. */
export const [CALLBACK, PAGES] = [5_055, 8_855];

/** As `compose.yaml` hardens it. */
const HARDENED = '--init --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges:true'.split(
  ' ',
);

const folder = mkdtempSync(join(tmpdir(), 'athlete-archive-container-'));
let folders = 0;

/** Runs a line of the shell as root, in the folder of all volumes. */
const asRoot = (line: string) =>
  docker(['run', '--rm', '-v', `${folder}:/f`, '--entrypoint', 'sh', '-u', '0', IMAGE, '-c', line]);

/** How a new folder is mounted for the data, by default one of the user of the container. */
export function volume(owner = '1000:1000'): string[] {
  const name = String(folders++);
  const { code, text } = asRoot(`mkdir -m 755 /f/${name} && chown ${owner} /f/${name}`);
  if (code !== 0) throw new Error(text);
  return ['-v', `${join(folder, name)}:/data`];
}

/** The arguments of a container of ours. @param mount how it has its data. */
export type Inside = (mount: readonly string[], ...more: string[]) => string[];

/** Starts the simulated Strava, in whose network the other containers are. */
export async function startStrava(): Promise<Inside> {
  const ports = ['-p', `127.0.0.1:${CALLBACK}:5000`, '-p', `127.0.0.1:${PAGES}:8788`];
  const script = '/repo/dist/scripts/bench/simulator-process.js';
  must('run', '-d', '--name', STRAVA, ...ports, '-v', `${packageRoot}:/repo:ro`, BASE, 'node', script, '60');
  const line = await until(
    'the simulated Strava',
    () => docker(['logs', STRAVA]).text.match(/^\{.*\}$/m)?.[0],
  );
  const { clientId, clientSecret, apiUrl, oauthUrl } = JSON.parse(line) as Record<string, string>;
  const settings = {
    ...{ STRAVA_CLIENT_ID: clientId, STRAVA_CLIENT_SECRET: clientSecret },
    ...{ STRAVA_API_URL: apiUrl, STRAVA_OAUTH_URL: oauthUrl },
  };
  const environment = Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const network = ['--network', `container:${STRAVA}`];
  return (mount, ...more) => [...HARDENED, ...network, ...environment, ...mount, ...more, IMAGE];
}

/** Where the browser ends that somebody opens a printed address in, and says yes. */
export const consentTo = (url: string): string =>
  must(
    ...['exec', STRAVA, 'node', '-e'],
    `fetch(${JSON.stringify(url)}, { redirect: 'manual' }).then((a) => console.log(a.headers.get('location')))`,
  );

/** Leaves nothing behind but the image. */
export function tidy(): void {
  docker(['rm', '-f', STRAVA]);
  asRoot('rm -rf /f/*');
  rmSync(folder, { recursive: true, force: true });
}
