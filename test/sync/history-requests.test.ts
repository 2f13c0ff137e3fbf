import { describe, expect, test } from 'vitest';
import { expectCovered } from './history-truth.ts';
import { archiveAll, askedSince, type History, historyOf, tally } from './history-world.ts';

const NOTHING = { lists: 0, details: 0, streams: 0, gear: 0, snapshots: 0, other: [] };
const ACTIVITIES_ONLY = { ARCHIVE: 'activities,activity,streams,gear' };

/** What the full backfill of a history costs, by the arithmetic of docs/tokens-and-limits.md. */
function price({ truth }: History, pages: number) {
  const summaries = truth().summaries();
  const recorded = summaries.filter(({ manual }) => !manual).length;
  return {
    lists: pages + 1,
    details: summaries.length,
    streams: recorded,
    gear: truth().gearIds().length,
    snapshots: 2,
    other: [],
  };
}

function expectNothingTwice({ simulator }: History): void {
  const asked = askedSince(simulator, 0);
  expect(asked.filter((each, i) => asked.indexOf(each) !== i)).toEqual([]);
}

describe.each([
  { activities: 1, pages: 1 },
  { activities: 40, pages: 1 },
])('a history of $activities activities', ({ activities, pages }) => {
  test('costs so many requests, and a pass with nothing new costs 3', async () => {
    const history = await historyOf({ activities });
    const { app, simulator, clock, athleteId, truth, pass, backfill } = history;
    const [first] = await pass();
    const [second] = activities > 1 ? await backfill() : [{ requests: 0 }];
    expect(tally(simulator)).toEqual(price(history, pages));
    expect((first?.requests ?? 0) + (second?.requests ?? 0)).toBe(simulator.requests.length);
    expectNothingTwice(history);
    expectCovered(app.archive.$client, truth(), athleteId);

    clock.advance(3_600_000);
    const before = simulator.requests.length;
    await pass();
    expect(await backfill()).toEqual([]);
    expect(tally(simulator, before)).toEqual({ ...NOTHING, lists: 1, snapshots: 2 });
  });
});

test('without the snapshots a pass with nothing new costs 1', async () => {
  const history = await historyOf({ activities: 40, environment: ACTIVITIES_ONLY });
  const { simulator, clock, truth } = history;
  await archiveAll(history);
  // The gear of the profile is unknown: only what an activity names is asked for.
  const used = new Set(
    truth()
      .summaries()
      .flatMap(({ gear_id }) => gear_id ?? []),
  );
  expect(tally(simulator)).toEqual({ ...price(history, 1), snapshots: 0, gear: used.size });
  clock.advance(3_600_000);
  const before = simulator.requests.length;
  await archiveAll(history);
  expect(askedSince(simulator, before)).toEqual(['/athlete/activities?page=1&per_page=200']);
});

describe('a new activity while it runs', () => {
  const added = async (what: Parameters<History['simulator']['addActivity']>[0], hours: number) => {
    const history = await historyOf({ activities: 8 });
    const { simulator, clock, pass, backfill } = history;
    await archiveAll(history);
    clock.advance(hours * 3_600_000);
    // After a day the list is read once more: that is not what is counted here.
    await backfill();
    const { id } = simulator.addActivity(what);
    const before = simulator.requests.length;
    await pass();
    expect(await backfill()).toEqual([]);
    const [athlete, stats, list, ...more] = askedSince(simulator, before);
    expect([athlete, stats, list]).toEqual([
      '/athlete',
      `/athletes/${history.athleteId}/stats`,
      '/athlete/activities?page=1&per_page=200',
    ]);
    return more.map((each) => each.replace(/\?.*/, '').replace(String(id), 'NEW'));
  };
  const shoe = async () => (await historyOf({ activities: 1 })).truth().gearIds()[1] ?? '';

  test('costs its detail and its streams', async () => {
    expect(await added({ sport_type: 'Run', gear_id: null }, 1)).toEqual([
      '/activities/NEW',
      '/activities/NEW/streams',
    ]);
  });

  test('costs only its detail when it was entered by hand', async () => {
    const traits = { manual: true, gps: false };
    expect(await added({ sport_type: 'Yoga', gear_id: null, traits }, 1)).toEqual(['/activities/NEW']);
  });

  test('costs nothing for gear that was read less than a day ago', async () => {
    expect(await added({ sport_type: 'Run', gear_id: await shoe() }, 1)).toEqual([
      '/activities/NEW',
      '/activities/NEW/streams',
    ]);
  });

  test('costs its gear too when that was read longer ago', async () => {
    const gear = await shoe();
    const asked = await added({ sport_type: 'Run', gear_id: gear }, 25);
    expect(asked.filter((each) => /NEW|gear/.test(each))).toEqual([
      '/activities/NEW',
      '/activities/NEW/streams',
      `/gear/${gear}`,
    ]);
  });
});
