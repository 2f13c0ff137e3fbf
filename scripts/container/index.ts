/**
 * `node dist/scripts/container/index.js`: builds the image and lives in it against the simulated Strava: bootstrap by paste and
 * by callback, start before it, a second worker, stops, a kill, folders of somebody else. Prints a table of what was
 * seen. It needs a Docker that answers and the image that the Dockerfile begins with; without them it says so.
 */
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/package.ts';
import { docker, hasDocker, must } from './docker.ts';
import { live } from './live.ts';
import { BASE, IMAGE, startStrava, tidy } from './place.ts';

const HELP = `node dist/scripts/container/index.js [options]
Builds the image and tries it against the simulated Strava.

  --network <name>  of the build, for example host
  --help            this text`;

const { values } = parseArgs({
  options: { network: { type: 'string' }, help: { type: 'boolean', default: false } },
});

/** What is missing here, in words. */
function lacking(): string | undefined {
  if (!hasDocker()) return 'There is no Docker here that answers';
  const isHere = docker(['image', 'inspect', BASE]).code === 0 || docker(['pull', '-q', BASE]).code === 0;
  return isHere ? undefined : `The image ${BASE} is not here and cannot be had`;
}

const sizeOf = (image: string) => Number(must('image', 'inspect', '-f', '{{.Size}}', image));

async function tryAll(): Promise<void> {
  const seen: { what: string; seen: string }[] = [];
  const note = (what: string, how: string) => {
    seen.push({ what, seen: how });
    console.log(`  ${what}: ${how}`);
  };
  const network = values.network === undefined ? [] : ['--network', values.network];
  console.log('Building …');
  must('build', ...network, '-t', IMAGE, packageRoot);
  const grown = ((sizeOf(IMAGE) - sizeOf(BASE)) / 1e6).toFixed(1);
  note('the image', `${grown} MB over ${BASE}; ${docker(['run', '--rm', IMAGE, '--version']).text}`);
  try {
    await live(await startStrava(), note);
  } finally {
    tidy();
    console.table(seen);
  }
}

const lack = values.help ? undefined : lacking();
if (values.help) console.log(HELP);
else if (lack) console.log(`${lack}, so the container was not tried.`);
else await tryAll();
