import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot, version } from '../../src/package.ts';
import { LEAN_FLAGS } from '../../src/worker/lean.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { environmentFor, SNAPSHOTS_ONLY, simulate } from '../support/simulator.ts';
import { tempDir } from '../support/temp-dir.ts';

async function pack(): Promise<string[]> {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: packageRoot });
  const [packed] = Object.values(JSON.parse(stdout)) as { files: { path: string }[] }[];
  return (packed?.files ?? []).map(({ path }) => path);
}

let packed: Promise<string[]> | undefined;

/** What `npm pack` would pack; npm is asked once, by the first test that wants to know. */
function packedFiles(): Promise<string[]> {
  packed ??= pack();
  return packed;
}

/** The packed files where `npm install --global` puts them, beside the dependencies. @returns the link that is the command. */
async function install(): Promise<string> {
  const prefix = tempDir();
  const folder = join(prefix, 'lib/node_modules/athlete-archive');
  for (const path of await packedFiles()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(packageRoot, path), join(folder, path));
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(prefix, 'bin'));
  const bin = join(prefix, 'bin/athlete-archive');
  symlinkSync('../lib/node_modules/athlete-archive/dist/bin/main.js', bin);
  return bin;
}

/** The program installed, with its settings below a home of its own. */
async function installed() {
  const simulator = await simulate();
  const HOME = tempDir();
  // Without DATA_DIR: an empty value counts as not set.
  const settings = { ...environmentFor(simulator, ''), ...SNAPSHOTS_ONLY };
  const config = join(HOME, '.config/athlete-archive');
  mkdirSync(config, { recursive: true });
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(config, 'env'), lines.join(''));
  const archive = join(HOME, '.local/share/athlete-archive/archive.db');
  const bin = await install();
  const start = (args: string[], cwd = tempDir()) => startProgram(args, { HOME }, cwd, bin);
  const run = (args: string[], cwd = tempDir()) => runProgram(args, { HOME }, cwd, bin);
  return { simulator, archive, start, run };
}

it('packs what runs, and nothing else', async () => {
  const files = await packedFiles();
  const expected =
    /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|docs\/[\w-]+\.md|docs\/neighbours\/\w+\.json|\.env\.example|dist\/bin\/.+\.js(\.map)?|dist\/bin\/assets\/\w+\.css|queries\/[\w-]+\.sql|migrations\/\w+\/(\w+\.sql|meta\/_journal\.json))$/;
  expect(files.filter((path) => !expected.test(path))).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining(['dist/bin/main.js', 'dist/bin/ask-child.js', 'queries/weekly-totals.sql']),
  );
});

it('has one home for all folders: connects, runs and tells from wherever it is started', async () => {
  const { archive, start, run } = await installed();
  const bootstrap = start(['bootstrap', '--no-browser']);
  const address = /^ {2}(http.+)$/m.exec(await bootstrap.waitFor(/^ {2}http.+\n/m))?.[1] ?? '';
  const { headers } = await fetch(address, { redirect: 'manual' });
  bootstrap.child.stdin?.write(`${headers.get('location')}\n`);
  expect(await bootstrap.exit).toBe(0);
  expect(bootstrap.stdout()).toContain(`Archive: ${archive}\n`);
  expect(bootstrap.stdout()).toContain(
    'Next: `athlete-archive start` keeps the archive up to date; `athlete-archive status` shows how it stands.',
  );

  const worker = start(['start']);
  await worker.waitFor(/Next run/);
  expect(worker.stdout()).toContain(`Archiving Jördis into ${archive}.`);
  // The flags that npm start gives, in the same process, where node can do that.
  if (process.platform === 'linux' && 'execve' in process) {
    const words = readFileSync(`/proc/${worker.child.pid}/cmdline`, 'utf8').split('\0');
    expect(words).toEqual(expect.arrayContaining(LEAN_FLAGS));
  }
  const status = await run(['status']);
  expect(status.stdout).toContain(`Archive: ${archive}\nJördis`);
  expect(status.stdout).toContain(`running: process ${worker.child.pid} `);
  const asked = await run(['sql', 'missing', '--csv']);
  expect(asked.stdout).toMatch(/^resource,status,reason,items,/);
  worker.child.kill('SIGTERM');
  expect(await worker.exit).toBe(0);
});

it('names the commands, the files and the example that exist', async () => {
  const { run } = await installed();
  expect(await run(['sync'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('Run `athlete-archive bootstrap` first.'),
  });
  const HOME = tempDir();
  const { stderr } = await runProgram(['sync'], { HOME }, tempDir(), await install());
  expect(stderr).toContain(`Mend .env or ${HOME}/.config/athlete-archive/env (or the environment)`);
  const example = /; (\S+\.env\.example) explains/.exec(stderr)?.[1] ?? '';
  expect(readFileSync(example, 'utf8')).toContain('STRAVA_CLIENT_ID=');
});

it('speaks of the archive of the folder where there is one', async () => {
  const { archive, run } = await installed();
  const folder = tempDir();
  expect((await run(['retry'], folder)).stdout).toContain(`Archive: ${archive}\n`);
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/archive.db'), '');
  expect((await run(['retry'], folder)).stdout).toContain(`Archive: ${folder}/data/archive.db\n`);
});

it('tells its version through the link', async () => {
  const { code, stdout } = await runProgram(['--version'], {}, tempDir(), await install());
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
});
