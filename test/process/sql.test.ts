import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { anArchive } from '../ask/archive.ts';
import { MAIN, startProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

const COUNT = 'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)';
const FOR_EVER = `${COUNT} SELECT count(*) FROM c`;
const isLinux = process.platform === 'linux';

const ask = (words: string[]) =>
  startProgram(['sql', ...words], { DATA_DIR: anArchive().dataDir, HOME: tempDir() }, tempDir());

/** The process in which the question is answered. */
function childOf(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return Number(child);
}

const isAlive = (pid: number) => {
  try {
    // One that ended and was not looked after yet is there, too.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** A question that never ends, once its process computes. */
async function askedForEver() {
  const program = ask([FOR_EVER]);
  const pid = program.child.pid ?? 0;
  await expect.poll(() => childOf(pid)).toBeGreaterThan(0);
  const child = childOf(pid);
  const worked = () => Number(readFileSync(`/proc/${child}/stat`, 'utf8').split(' ')[13]);
  const atFirst = worked();
  // More than it takes to start.
  await expect.poll(worked).toBeGreaterThan(atFirst + 25);
  return { program, child };
}

it('ends a question that takes too long', async () => {
  const program = ask([FOR_EVER, '--timeout', '0.5']);
  expect(await program.exit).toBe(6);
  expect(program.stderr()).toContain('The question was stopped after 0.5 s without coming to its end.');
  expect(program.stdout()).toBe('');
});

describe.runIf(isLinux)('a question that never ends', () => {
  it('ends with Ctrl-C', async () => {
    const { program, child } = await askedForEver();
    program.child.kill('SIGINT');
    expect(await program.exit).toBe(130);
    expect(isAlive(child)).toBe(false);
    expect(program.stderr()).toMatch(/Stopped on request\.\n$/);
  });

  it('ends with the program, also when that is killed', async () => {
    const { program, child } = await askedForEver();
    program.child.kill('SIGKILL');
    expect(await program.exit).toBe('SIGKILL');
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  it('ends when only its process is told to', async () => {
    const { program, child } = await askedForEver();
    process.kill(child, 'SIGTERM');
    expect(await program.exit).toBe(130);
  });
});

it('ends quietly when nobody listens any more', async () => {
  const sql = `${COUNT} SELECT n FROM c`;
  const line = `"$0" "$1" sql "$2" --csv | head -n 2`;
  const shell = spawn('sh', ['-c', line, process.execPath, MAIN, sql], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: anArchive().dataDir },
    cwd: tempDir(),
  });
  const [out, err] = await Promise.all([text(shell.stdout), text(shell.stderr), once(shell, 'close')]);
  expect(out).toBe('n\n1\n');
  expect(err).toMatch(/^Archive: .*\n$/);
});
