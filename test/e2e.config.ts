import { defineConfig } from 'vitest/config';

/** The pages in a real browser: `npm run test:e2e`, apart from the other tests, which need none. */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    globalSetup: 'test/support/bundle.ts',
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
