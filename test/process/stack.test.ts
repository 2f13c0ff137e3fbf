import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProgram } from '../support/program.ts';
import { environmentFor, simulate } from '../support/simulator.ts';
import { tempDir } from '../support/temp-dir.ts';

it('names the sources in the stack trace of a bug, though it runs as a bundle', async () => {
  const cwd = tempDir();
  const bug = join(cwd, 'bug.mjs');
  writeFileSync(bug, "Date.prototype.toISOString = () => { throw new TypeError('a bug'); };");
  const environment = { ...environmentFor(await simulate(), cwd), NODE_OPTIONS: `--import ${bug}` };
  const { code, stderr } = await runProgram(['sync'], environment, cwd);
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^Unexpected error, please report it: TypeError: a bug\n.*at .*\/src\/log\.ts:\d+:\d+\)\n.*\/src\/commands\/sync\.ts:\d+:\d+\)\n/s,
    ),
  });
  expect(stderr).not.toContain('dist/bin');
});
