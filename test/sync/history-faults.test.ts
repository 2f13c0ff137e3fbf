import { expect, test } from 'vitest';
import { EVERY_FAULT, type FaultKind, ORDINARY_DAY } from '../simulator/index.ts';
import { giveUpWhatHangs } from '../support/giving-up.ts';
import { isSoak, sized } from '../support/soak.ts';
import { expectEverything } from './whole-truth.ts';
import { wholeLife } from './whole-world.ts';

const ACTIVITIES = sized(30, 300);
const EVERY = 7;
const ROUNDS = 30;
/** Answers that no other try of the same request can mend. */
const FINAL = ['wrong-shape', 'JSON null'];

test(`a history of ${ACTIVITIES} activities is complete though every 7th answer is a fault, of each kind in turn`, {
  timeout: 3_600_000,
}, async () => {
  const life = await wholeLife({
    ...{ activities: ACTIVITIES, hasSegments: isSoak, settings: ORDINARY_DAY },
  });
  const { simulator, sql } = life;
  giveUpWhatHangs(simulator);
  const kinds: FaultKind[] = Array.from({ length: ROUNDS }, () => EVERY_FAULT.map(({ kind }) => kind)).flat();
  const spoil = (path: string) =>
    kinds.map((kind, i) => simulator.faults.add({ path, nth: EVERY * (i + 1), times: 1, kind }));
  const faults = spoil('/api/v3');
  const cdn = spoil('/cdn');
  await life.archiveAll();
  expectEverything(life.whole);

  const requests = simulator.requestsTo('/api/v3').length;
  const fired = faults.filter(({ fired }) => fired === 1).length;
  expect(fired).toBe(Math.floor(requests / EVERY));
  expect(fired).toBeGreaterThan(EVERY_FAULT.length * 2);
  expect(cdn.filter(({ fired }) => fired === 1)).not.toEqual([]);

  // Only final faults made an item wait.
  const final = faults.filter(
    ({ fired }, i) => fired === 1 && FINAL.includes(EVERY_FAULT[i % EVERY_FAULT.length]?.name ?? ''),
  );
  const [{ retries = 0 } = {}] = sql<{ retries: number }>('SELECT sum(retries) AS retries FROM sync_runs');
  expect(retries).toBe(fired - final.length);
});
