import { expect, test } from 'vitest';
import { ORDINARY_DAY } from '../simulator/index.ts';
import { sized } from '../support/soak.ts';
import { expectEverything } from './whole-truth.ts';
import { wholeLife } from './whole-world.ts';

const ACTIVITIES = sized(30, 300);

test(`a history of ${ACTIVITIES} activities is archived value by value, with all that hangs on it`, {
  timeout: 3_600_000,
}, async () => {
  const life = await wholeLife({ activities: ACTIVITIES, settings: ORDINARY_DAY });
  await life.archiveAll();

  expect(life.simulator.limits.refused).toBe(0);
  expectEverything(life.whole);
});
