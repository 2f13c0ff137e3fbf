import { defineConfig, mergeConfig } from 'vitest/config';
import daily from './vitest.config.ts';

/** `npm run test:soak`: whole histories and kills at full size. */
export default mergeConfig(
  { ...daily, test: { ...daily.test, include: [] } },
  defineConfig({
    test: {
      env: { SOAK: '1' },
      include: [
        'test/sync/{history*,upstream}.test.ts',
        'test/process/*kill.test.ts',
        'test/settled/*.test.ts',
      ],
      testTimeout: 3_600_000,
      hookTimeout: 600_000,
    },
  }),
);
