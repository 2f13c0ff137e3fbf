import { describe, expect, test } from 'vitest';
import type { FaultKind } from '../simulator/index.ts';
import { expectTruth } from './history-truth.ts';
import { historyOf } from './history-world.ts';

const HOUR_MS = 3_600_000;

/** The first points of a recording, as Strava gives it before it has read the whole file. */
const begun = (text: string) =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(JSON.parse(text) as Record<string, { data: unknown[] }>).map(([type, stream]) => [
        type,
        { ...stream, data: stream.data.slice(0, 10), original_size: 10 },
      ]),
    ),
  );

describe('streams of an activity of this morning', () => {
  test.each<[string, FaultKind]>([
    ['not there yet', { status: 404 }],
    ['empty', { kind: 'json', json: {} }],
    ['of a kind that nobody knows', { kind: 'json', json: { smell: { data: [1] } } }],
    ['begun', { kind: 'changed', change: begun }],
  ])('that are %s come within hours, point by point', async (_what, kind) => {
    const history = await historyOf({ activities: 6 });
    const { simulator, pass, backfill, clock, app, athleteId, truth } = history;
    await pass();
    await backfill();
    const { id } = simulator.addActivity({
      start_date: '2026-11-24T08:30:00Z',
      gear_id: null,
      elapsed_time: 3_600,
      moving_time: 3_600,
    });
    const path = new RegExp(`/activities/${id}/streams$`);
    simulator.faults.add({ path, every: 1, times: 2, kind });
    await pass();
    for (let hour = 0; hour < 9; hour++) {
      clock.advance(HOUR_MS);
      await pass();
      await backfill();
    }
    expect(simulator.requests.filter(({ path: asked }) => path.test(asked))).toHaveLength(3);
    expectTruth(app.archive.$client, truth(), athleteId, true);
  });
});
