import { describe, expect, test } from 'vitest';
import { reserve } from '../../src/strava/reserve.ts';
import { progressOf, remaining } from '../../src/sync/progress.ts';
import { ORDINARY_DAY } from '../simulator/index.ts';
import type { Pair, PairSettings } from '../simulator/rate-limits.ts';
import { sized } from '../support/soak.ts';
import { expectCovered } from './history-truth.ts';
import { archiveAll, askedSince, type History, historyOf, tally } from './history-world.ts';

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const PER_DAY = sized(400, 1_000);
/** More than two days at so many requests a day. */
const MANY = 2 * sized(400, 2_000);
/** Four quarter hours and more. */
const WITH_STREAMS = sized(200, 400);
/** The clocks of the program and of Strava may differ a little: the program waits so much longer. */
const AFTER_BOUNDARY_MS = 3_000;
/** An instant of the hour at which no window begins. */
const PASS_AT_MS = 17 * 60_000;
const NEW_APP: Pair = [100, 1_000];
const FEW_A_DAY: Pair = [100, PER_DAY];
/** Recordings of a minute or two: it is requests that are counted. */
const BREVITY = sized(25, 1);
/** Where requests are counted one by one: headers that know it all, and no time for compression. */
const EXACT = {};

const windowOf = (at: number, length: number) => at - (at % length);

/** How many requests reached Strava in each window of this length. */
function used({ simulator }: History, length: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { at, counted } of simulator.requests) {
    if (!counted) continue;
    const window = windowOf(at, length);
    counts.set(window, (counts.get(window) ?? 0) + 1);
  }
  return counts;
}

/** No window is overspent, and each but the last has used at least 99 % of what the reserve leaves. */
function expectWellSpent(history: History, limits: Pair): void {
  const [perQuarter, perDay] = limits;
  const quarters = used(history, QUARTER_MS);
  const starts = [...quarters.keys()];
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  let [day, today] = [0, 0];
  const wasted: unknown[] = [];
  for (let start = first; start < last; start += QUARTER_MS) {
    if (windowOf(start, DAY_MS) !== day) [day, today] = [windowOf(start, DAY_MS), 0];
    const spent = quarters.get(start) ?? 0;
    const ofDay = perDay - today - reserve('day', start, 1);
    const left = Math.min(perQuarter - reserve('quarter_hour', start, 1), ofDay);
    if (spent < 0.99 * left) wasted.push({ at: new Date(start).toISOString(), spent, left });
    today += spent;
  }
  expect(wasted).toEqual([]);
  expect(Math.max(...quarters.values())).toBeLessThanOrEqual(perQuarter);
  expect(Math.max(...used(history, DAY_MS).values())).toBeLessThanOrEqual(perDay);
  expect(history.simulator.limits.refused).toBe(0);
}

/** When `status` says that everything will be archived. */
function promised({ app, athleteId, clock }: History): number {
  const progress = progressOf(app.archive, athleteId, app.passContext.resources);
  return remaining(progress, app.passContext.budget(), clock.now()).finishesAt;
}

/**
 * What the worker does: backfill whenever the budget allows, a pass each hour.
 * @returns the number of passes, and for when the end was promised after the first.
 */
async function live(history: History) {
  const { clock, pass, backfill } = history;
  let passes = 1;
  let passAt = windowOf(clock.now(), HOUR_MS) + PASS_AT_MS;
  await pass();
  const endsAt = promised(history);
  for (;;) {
    const [report] = await backfill();
    if (report?.resumeAt === undefined) return { passes, endsAt };
    const next = Math.min(report.resumeAt, passAt);
    clock.advance(Math.max(0, next - clock.now()));
    if (clock.now() < passAt) continue;
    passAt += HOUR_MS;
    passes += 1;
    await pass();
  }
}

/** How often the details of these activities settle between two instants. */
function settled({ truth }: History, from: number, to: number): number {
  const instants = truth()
    .summaries()
    .flatMap(({ start_date }) => [1, 14].map((days) => Date.parse(start_date) + days * DAY_MS));
  return instants.filter((at) => at > from && at <= to).length;
}

test(`${WITH_STREAMS} activities with streams at 100 a quarter hour: all requests of the price, none refused`, async () => {
  const history = await historyOf({
    activities: WITH_STREAMS,
    limits: undefined,
    settings: ORDINARY_DAY,
    brevity: BREVITY,
  });
  const { app, simulator, athleteId, truth, clock, pass } = history;
  await archiveAll({ ...history, pass: async () => (simulator.requests.length === 0 ? pass() : []) });
  const summaries = truth().summaries();
  expect(tally(simulator)).toEqual({
    // The page behind the last full one is empty, and asked for twice.
    lists: WITH_STREAMS / 200 + 2,
    details: WITH_STREAMS,
    streams: summaries.filter(({ manual }) => !manual).length,
    gear: truth().gearIds().length,
    snapshots: 2,
    other: [],
  });
  expect(new Set(askedSince(simulator, 0)).size).toBe(simulator.requests.length - 1);
  expectWellSpent(history, NEW_APP);
  expectCovered(app.archive.$client, truth(), athleteId);

  clock.advance(60_000);
  const before = simulator.requests.length;
  await pass();
  expect(tally(simulator, before)).toMatchObject({ lists: 1, details: 0, streams: 0, gear: 0, snapshots: 2 });
});

test(`${MANY} activities over their days at 100 a quarter hour, ${PER_DAY} a day (19 of 20 by hand, to save time)`, async () => {
  const start = '2026-11-24T00:05:00Z';
  const history = await historyOf({
    activities: MANY,
    limits: { overall: [200, 2 * PER_DAY], read: FEW_A_DAY },
    byHand: true,
    start,
    settings: EXACT,
    brevity: BREVITY,
  });
  const { app, simulator, athleteId, clock, truth } = history;
  const began = clock.now();
  const { passes, endsAt } = await live(history);
  expect(Math.abs(clock.now() - endsAt)).toBeLessThan(HOUR_MS);
  const again = settled(history, began, clock.now());
  const recorded = truth()
    .summaries()
    .filter(({ manual }) => !manual).length;
  expect(recorded).toBeGreaterThanOrEqual(MANY / 21);
  const asked = tally(simulator);
  // Two readings, each with its empty page twice; the first page of the first is that of the first pass.
  const lists = 2 * (MANY / 200 + 2) - 1 + passes;
  // A pass may read one page more, so that the whole list is seen again.
  expect(asked.lists).toBeGreaterThanOrEqual(lists);
  expect(asked.lists).toBeLessThanOrEqual(lists + passes);
  expect(asked).toEqual({
    lists: asked.lists,
    details: MANY + again,
    streams: recorded,
    gear: truth().gearIds().length,
    snapshots: 2 * passes,
    other: [],
  });
  const items = askedSince(simulator, 0).filter((each) => each.startsWith('/activities/'));
  expect(new Set(items).size).toBe(MANY + recorded);
  expectCovered(app.archive.$client, truth(), athleteId);
  expectWellSpent(history, FEW_A_DAY);
  const days = [...used(history, DAY_MS).values()];
  expect(days).toHaveLength(Math.ceil(simulator.requests.length / PER_DAY));
  // The last quarter hour of a day keeps the reserve of one pass, which has run already.
  expect(Math.min(...days.slice(0, -1))).toBeGreaterThanOrEqual(PER_DAY - 4);

  clock.advance(60_000);
  const before = simulator.requests.length;
  await history.pass();
  expect(await history.backfill()).toEqual([]);
  expect(tally(simulator, before)).toMatchObject({ lists: 1, details: 0, streams: 0, gear: 0, snapshots: 2 });
});

describe('limits that change on the way', () => {
  /** As a new app's, but fewer requests, so that few activities take as many windows. */
  const few = (perQuarter: number): PairSettings => ({
    overall: [2 * perQuarter, 20 * perQuarter],
    read: [perQuarter, 10 * perQuarter],
  });
  const start = { activities: 200, byHand: true, limits: few(40), settings: EXACT };
  const counts = (history: History) => [...used(history, QUARTER_MS).values()];
  const nextQuarter = ({ clock }: History) =>
    clock.advance(QUARTER_MS - (clock.now() % QUARTER_MS) + AFTER_BOUNDARY_MS);

  test('are used at once when they rise', async () => {
    const history = await historyOf(start);
    await history.pass();
    await history.backfill();
    expect(counts(history)).toEqual([36]);
    history.simulator.limits.setLimits(few(600));
    nextQuarter(history);
    await history.backfill();
    expect(counts(history)).toHaveLength(2);
    expect(history.simulator.limits.refused).toBe(0);
    expectCovered(history.app.archive.$client, history.truth(), history.athleteId);
  });

  test('are kept when they fall, also below what is used: Strava refuses once, nothing is lost', async () => {
    const history = await historyOf({ ...start, limits: few(300) });
    const { simulator, backfill } = history;
    await history.pass();
    await backfill({
      onItem: () => {
        if (simulator.requests.length === 60) simulator.limits.setLimits(few(40));
      },
    });
    for (let i = 0; i < 6; i++) {
      nextQuarter(history);
      await backfill();
    }
    expect(simulator.limits.refused).toBe(1);
    expect(counts(history)).toEqual([61, 36, 36, 36, 36, expect.any(Number)]);
    expectCovered(history.app.archive.$client, history.truth(), history.athleteId);
  });
});
