import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Tests that mostly wait, for other processes or for a lock of SQLite: several of them fit on one core. */
const waiting = [
  'test/process/**/*.test.ts',
  'test/ask/ask.test.ts',
  'test/auth/{access-tokens,refresh.process}.test.ts',
  'test/commands/{connect,erasing,locked,sql}.test.ts',
  'test/sqlite/migrate.test.ts',
  'test/worker/instance.test.ts',
];

const cores = availableParallelism();

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    globalSetup: 'test/support/bundle.ts',
    pool: 'forks',
    // What another process does is waited for; on a busy machine it takes more than the second that is usual.
    expect: { poll: { timeout: 60_000 } },
    // No file leaves anything behind for the next in its process; a process for each file would take half as long again.
    isolate: false,
    // What a test makes is soon forgotten: with room for it, the garbage collector runs less often.
    execArgv: ['--max-semi-space-size=64'],
    // A limit for what hangs; how long things take on a busy machine is no failure.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: { name: 'waiting', include: waiting, maxWorkers: 2 * cores, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: 'working',
          include: ['test/**/*.test.ts'],
          exclude: waiting,
          maxWorkers: cores,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
