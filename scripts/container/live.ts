/** What somebody does with the container, and what is seen then. */
import { docker, must, talk, until } from './docker.ts';
import { CALLBACK, consentTo, type Inside, PAGES, volume } from './place.ts';

/** Notes what was seen. */
type Note = (what: string, seen: string) => void;

const WORKER = 'athlete-archive-check-worker';

const health = () => docker(['inspect', '-f', '{{.State.Health.Status}}', WORKER]).text;
const logs = () => docker(['logs', WORKER]).text;
const exitCode = () => must('inspect', '-f', '{{.State.ExitCode}}', WORKER);
const lastLine = (text: string) => text.split('\n').at(-1) ?? '';
const urlIn = (text: string) => text.match(/^ {2}(http\S+)/m)?.[1];
const greetingIn = (text: string) => text.match(/^Hi, .*$/m)?.[0];

/** Runs a command in a container of its own. */
const run = (inside: readonly string[], ...command: string[]) =>
  docker(['run', '--rm', ...inside, ...command]);

/** Asks the archive of the worker, as JSON. */
const ask = (sql: string) => docker(['exec', WORKER, 'athlete-archive', 'sql', '--json', sql]).text;

function stop(): string {
  const began = performance.now();
  must('stop', WORKER);
  return `exit ${exitCode()} after ${((performance.now() - began) / 1_000).toFixed(1)} s`;
}

async function connectByCallback(note: Note): Promise<void> {
  const talking = talk(['exec', '-i', WORKER, 'athlete-archive', 'bootstrap']);
  const url = await until('the address', () => urlIn(talking.said()));
  const back = new URL(consentTo(url));
  const page = await fetch(`http://127.0.0.1:${CALLBACK}${back.pathname}${back.search}`);
  const { code, text } = await talking.ended;
  note('bootstrap by callback', `page ${page.status}, exit ${code}: ${greetingIn(text)}`);
}

/** A worker from before its connection until it is made anew. */
async function liveOn(inside: Inside, note: Note): Promise<void> {
  const data = volume();
  const often = ['--health-interval', '1s', '--health-start-period', '0s', '--health-retries', '1'];
  const start = () => must('run', '-d', '--name', WORKER, ...inside(data, ...often));
  start();
  await until('it waits', () => logs().includes('Waiting'));
  await until('it is ill', () => health() === 'unhealthy');
  const healthz = await fetch(`http://127.0.0.1:${PAGES}/healthz`);
  note('start before bootstrap', `${lastLine(logs())} /healthz ${healthz.status}, ${health()}`);
  await connectByCallback(note);
  await until('it goes on by itself', () => logs().includes('Archiving'));
  await until('it is well', () => health() === 'healthy');
  note('the worker goes on by itself', health());
  const second = run(inside(data));
  note('a second worker', `exit ${second.code}: ${lastLine(second.text)}`);
  note('stop while it archives', stop());
  must('start', WORKER);
  const isDone = () =>
    ask("SELECT count(*) AS open FROM coverage WHERE status = 'pending'").includes('"open":0');
  await until('all is archived', isDone);
  note('stop while it rests', stop());
  must('start', WORKER);
  await until('it is well again', () => health() === 'healthy');
  must('kill', WORKER);
  note('kill', `exit ${exitCode()}; verify: ${lastLine(run(inside(data), 'verify').text)}`);
  must('rm', WORKER);
  start();
  await until('it archives again', () => logs().includes('Archiving'));
  note('recreated', ask('SELECT count(*) AS activities FROM activities').match(/\{.*\}/)?.[0] ?? 'nothing');
  const pages = await fetch(`http://127.0.0.1:${PAGES}/`);
  note('pages without a password', `${pages.status}: ${(await pages.text()).trim().slice(0, 60)} …`);
}

/** @returns the data of who is connected so. */
async function connectByPaste(inside: Inside, note: Note): Promise<string[]> {
  const data = volume();
  const talking = talk(['run', '--rm', '-i', ...inside(data), 'bootstrap']);
  talking.type(consentTo(await until('the address', () => urlIn(talking.said()))));
  const { code, text } = await talking.ended;
  note('bootstrap by paste', `exit ${code}: ${greetingIn(text)}`);
  return data;
}

/** Goes through all of it. */
export async function live(inside: Inside, note: Note): Promise<void> {
  const noteEnd = (what: string, mount: readonly string[], ...command: string[]) => {
    const { code, text } = run(inside(mount), ...command);
    note(what, `exit ${code}: ${lastLine(text)}`);
  };
  try {
    await liveOn(inside, note);
  } finally {
    docker(['rm', '-f', WORKER]);
  }
  const [flag = '', mounted = ''] = await connectByPaste(inside, note);
  noteEnd('a folder of root', volume('0:0'));
  noteEnd('a folder that cannot be written', [flag, `${mounted}:ro`], 'sync');
  noteEnd('no room', ['--tmpfs', '/data:size=200k,uid=1000']);
}
