import { expect, test } from 'vitest';
import { ORDINARY_DAY } from '../simulator/index.ts';
import { sized } from '../support/soak.ts';
import { expectTruth } from './history-truth.ts';
import { archiveAll, historyOf } from './history-world.ts';

const ACTIVITIES = sized(120, 300);

test(`a history of ${ACTIVITIES} activities is archived value by value`, { timeout: 600_000 }, async () => {
  const history = await historyOf({ activities: ACTIVITIES, settings: ORDINARY_DAY });
  const { app, simulator, athleteId, truth } = history;
  await archiveAll(history);
  expect(simulator.limits.refused).toBe(0);
  expectTruth(app.archive.$client, truth(), athleteId);
});
