import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package.ts';
import { tempDir } from '../support/temp-dir.ts';

const MAIN = join(packageRoot, 'dist/bin/main.js');

/** Runs a command line of the shell, in which `athlete-archive` is the program, in a data folder of its own. */
function shell(line: string) {
  const dataDir = tempDir();
  const script = `athlete-archive() { "${process.execPath}" "${MAIN}" "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: dataDir,
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, HOME: dataDir, TZ: 'UTC' },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

// A device that is always full, which Linux has.
describe.runIf(existsSync('/dev/full'))('a full disk', () => {
  it('under what is said is named, and the end is not a good one', () => {
    const { code, stderr } = shell('athlete-archive status > /dev/full');
    expect(stderr).toBe(
      'Standard output cannot be written: the disk that it goes to is full. What was said there is not complete.\n',
    );
    expect(code).toBe(5);
  });

  it.each(['json', 'pretty'])('under the log (%s) stops nothing', (format) => {
    const log = `import(${JSON.stringify(join(packageRoot, 'dist/src/log.js'))}).then(async ({ createLogger }) => {
      const log = await createLogger({ level: 'info', format: '${format}' });
      for (let i = 0; i < 2000; i++) log.info({ i }, 'a line that is not short, so that many of them are a lot');
      await new Promise((resolve) => setTimeout(resolve, 10));
      console.log('went on');
    })`;
    const { code, stdout } = shell(`"${process.execPath}" -e '${log.replaceAll("'", `'\\''`)}' 2> /dev/full`);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'went on\n' });
  });
});

describe('a limit on the size of files', () => {
  it('is named by the archive that meets it', () => {
    const { code, stderr } = shell('ulimit -f 64; athlete-archive retry');
    expect(stderr).toMatch(/archive\.db cannot be used: .*\. The disk refused to be written: .*ulimit -f/);
    expect(code).toBe(5);
  });
});
