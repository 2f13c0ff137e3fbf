import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Vitest leaves a core free by default, which is half of a machine with two.
    maxWorkers: '100%',
  },
});
