import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../support/program.ts';
import { tempDir } from '../support/temp-dir.ts';

describe('a .env that cannot be read', () => {
  const spoilt = () => {
    const folder = tempDir();
    mkdirSync(join(folder, '.env'));
    return folder;
  };

  it('ends the program with a sentence', async () => {
    const { code, stdout, stderr } = await runProgram(['status'], {}, spoilt());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^The settings in \S+\.env cannot be read: it is a folder\. \S.+\n$/);
  });

  it('does not keep it from explaining itself', async () => {
    expect(await runProgram(['--help'], {}, spoilt())).toMatchObject({ code: 0, stderr: '' });
  });
});
