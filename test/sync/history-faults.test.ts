import { expect, test } from 'vitest';
import { EVERY_FAULT, type FaultKind, ORDINARY_DAY } from '../simulator/index.ts';
import { sized } from '../support/soak.ts';
import { expectTruth } from './history-truth.ts';
import { archiveAll, historyOf } from './history-world.ts';

const ACTIVITIES = sized(150, 300);
const EVERY = 7;
const ROUNDS = 30;
/** Answers that no other try of the same request can mend. */
const FINAL = ['wrong-shape', 'JSON null'];

test(`a history of ${ACTIVITIES} activities is complete though every 7th answer is a fault, of each kind in turn`, {
  timeout: 600_000,
}, async () => {
  const history = await historyOf({ activities: ACTIVITIES, timeoutMs: 1_000, settings: ORDINARY_DAY });
  const { app, simulator, athleteId, sql, truth } = history;
  const kinds: FaultKind[] = Array.from({ length: ROUNDS }, () => EVERY_FAULT.map(({ kind }) => kind)).flat();
  const faults = kinds.map((kind, i) =>
    simulator.faults.add({ path: '/api/v3', nth: EVERY * (i + 1), times: 1, kind }),
  );
  await archiveAll(history);
  expectTruth(app.archive.$client, truth(), athleteId);

  const requests = simulator.requestsTo('/api/v3').length;
  const fired = faults.filter(({ fired }) => fired === 1).length;
  expect(fired).toBe(Math.floor(requests / EVERY));
  expect(fired).toBeGreaterThan(EVERY_FAULT.length * 3);
  const open = `SELECT * FROM coverage WHERE tries > 0 OR fault IS NOT NULL`;
  expect(sql(open)).toEqual([]);

  // What each run says of its spending is true, and only final faults made an item wait.
  const [spent] = sql<{ requests: number; retries: number }>(
    'SELECT sum(requests) AS requests, sum(retries) AS retries FROM sync_runs',
  );
  const final = faults.filter(
    ({ fired }, i) => fired === 1 && FINAL.includes(EVERY_FAULT[i % EVERY_FAULT.length]?.name ?? ''),
  );
  expect(spent).toEqual({ requests, retries: fired - final.length });
});
