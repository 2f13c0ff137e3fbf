import { expect, test } from 'vitest';
import { ORDINARY_DAY } from '../simulator/index.ts';
import { expectTruth } from './history-truth.ts';
import { archiveAll, historyOf } from './history-world.ts';

test('a history of 300 activities is archived value by value', { timeout: 120_000 }, async () => {
  const history = await historyOf({ activities: 300, settings: ORDINARY_DAY });
  const { app, simulator, athleteId, truth } = history;
  await archiveAll(history);
  expect(simulator.limits.refused).toBe(0);
  expectTruth(app.archive.$client, truth(), athleteId);
});
