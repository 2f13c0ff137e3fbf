import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // What another process does is waited for; on a busy machine it takes more than the second that is usual.
    expect: { poll: { timeout: 10_000 } },
    // Vitest leaves a core free by default, which is half of a machine with two.
    maxWorkers: '100%',
    // A limit for what hangs; how long things take on a busy machine is no failure.
    testTimeout: 30_000,
  },
});
