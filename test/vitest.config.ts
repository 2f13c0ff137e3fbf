import { existsSync, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';

const MEMORY = '/dev/shm';

/** Files that are kept in memory save a tenth of the time; in a container it may have room for next to nothing. */
function folderForTests(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > 2 ** 31 ? MEMORY : tmpdir();
}

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/bundle.ts',
    env: { TMPDIR: folderForTests() },
    pool: 'forks',
    // What another process does is waited for; on a busy machine it takes more than the second that is usual.
    expect: { poll: { timeout: 60_000 } },
    // No file leaves anything behind for the next in its process; a process for each file would take half as long again.
    isolate: false,
    // What a test makes is soon forgotten: with room for it, the garbage collector runs less often. The helpers of V8 would
    // use the cores of other tests, and code that runs for seconds is worth no better compiler than the first.
    execArgv: ['--max-semi-space-size=64', '--v8-pool-size=0', '--always-sparkplug'],
    // One more would use the time in which tests wait, and cost the others more than that: 439 s of CPU instead of 358.
    maxWorkers: availableParallelism(),
    // A limit for what hangs; how long things take on a busy machine is no failure.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
