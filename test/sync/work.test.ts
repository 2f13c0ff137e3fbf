import { describe, expect, test } from 'vitest';
import { looker, worldOf } from './world-of.ts';

// Six activities are all younger than two weeks: one pass archives them.
const N = 6;
const DETAIL = /\/activities\/\d+$/;

describe('a pass over a new archive', () => {
  test('goes from the snapshots over the list to the newest, and then to the gear', async () => {
    const { simulator, pass, ledger, athleteId } = await worldOf(N);
    const look = looker(simulator);
    expect(await pass()).toMatchObject([{ outcome: 'ok', items: expect.any(Number) }]);
    const paths = look();
    expect(paths.slice(0, 4)).toEqual([
      '/athlete',
      `/athletes/${athleteId}/stats`,
      '/athlete/activities',
      '/athlete/activities',
    ]);
    const items = paths.slice(4);
    const gear = items.filter((path) => path.startsWith('/gear/'));
    expect(items.slice(-gear.length)).toEqual(gear);
    const summaries = simulator.truth().summaries();
    const expected = summaries.flatMap(({ id, manual }) => [
      `/activities/${id}`,
      ...(manual ? [] : [`/activities/${id}/streams`]),
    ]);
    expect(items.slice(0, -gear.length).toSorted()).toEqual(expected.toSorted());
    const details = items.filter((path) => DETAIL.test(path)).map((path) => Number(path.split('/')[2]));
    const dates = details.map((id) => summaries.find((each) => each.id === id)?.start_date ?? '');
    expect(dates).toEqual(dates.toSorted().toReversed());
    expect(ledger()).toMatchObject({ 'activity done': N, 'gear done': gear.length, 'activities done': 1 });
  });

  test('asks for nothing twice', async () => {
    const { simulator, pass, athleteId } = await worldOf(N);
    const look = looker(simulator);
    await pass();
    const paths = look().filter((path) => path !== '/athlete/activities');
    expect(new Set(paths).size).toBe(paths.length);
    await pass();
    expect(look()).toEqual(['/athlete', `/athletes/${athleteId}/stats`, '/athlete/activities']);
  });
});

test('a pass with nothing new writes the same few rows, however many activities there are', async () => {
  const written: number[] = [];
  for (const activities of [N, 5 * N]) {
    const { pass, backfill, clock, archive } = await worldOf(activities);
    // Weeks later nothing is read again because it is young.
    for (const days of [0, 2, 15, 15]) {
      clock.advance(days * 86_400_000);
      await pass();
      await backfill();
    }
    const changes = () => archive.$client.prepare('SELECT total_changes()').pluck().get() as number;
    const before = changes();
    clock.advance(3_600_000);
    expect(await pass()).toMatchObject([{ outcome: 'ok', requests: 3 }]);
    written.push(changes() - before);
  }
  // The day's snapshots, three lines of the ledger twice, the budget and the book of passes.
  expect(written[1]).toBe(written[0]);
  expect(written[0]).toBeLessThan(60);
});

describe('faults of items', () => {
  test('do not hold back the others', async () => {
    const { simulator, pass, ledger, archive } = await worldOf(N);
    simulator.faults.add({ path: DETAIL, kind: 'wrong-shape', every: 1 });
    expect(await pass()).toMatchObject([{ outcome: 'ok', failed: N }]);
    const recorded = simulator
      .truth()
      .summaries()
      .filter(({ manual }) => !manual).length;
    expect(ledger()).toMatchObject({ 'activity failed': N, 'streams done': recorded });
    const error = archive.$client.prepare('SELECT error FROM sync_runs').pluck().get();
    expect(error).toMatch(/and 1 more, all in the table coverage$/);
  });

  test('come never twice in one pass, and again after their time', async () => {
    const { simulator, pass, clock, ledger } = await worldOf(N);
    simulator.faults.add({ path: DETAIL, kind: 'wrong-shape', every: 1 });
    await pass();
    expect(simulator.requests.filter(({ path }) => DETAIL.test(path))).toHaveLength(N);
    simulator.faults.clear();
    clock.advance(3_599_000);
    await pass();
    expect(ledger()).toMatchObject({ 'activity failed': N });
    clock.advance(1_000);
    expect(await pass()).toMatchObject([{ outcome: 'ok' }]);
    expect(ledger()).toMatchObject({ 'activity done': N });
  });

  test('that are outages end the work when there are three in a row', async () => {
    const { simulator, pass, ledger } = await worldOf(N);
    simulator.faults.add({ path: DETAIL, kind: { status: 503 }, every: 1 });
    simulator.faults.add({ path: /\/streams$/, kind: { status: 503 }, every: 1 });
    expect(await pass()).toMatchObject([{ outcome: 'partial', error: { fault: 'server' } }]);
    expect(Object.keys(ledger()).filter((line) => line.endsWith(' failed'))).toEqual([]);
    expect(simulator.requestsTo('/api/v3/activities')).toHaveLength(3 * 5);
  });

  test('that are outages with successes in between do not', async () => {
    const { simulator, pass, ledger } = await worldOf(N);
    simulator.faults.add({ path: DETAIL, kind: { status: 503 }, every: 1 });
    await pass();
    const recorded = simulator
      .truth()
      .summaries()
      .filter(({ manual }) => !manual).length;
    expect(ledger()).toMatchObject({ 'activity failed': N, 'streams done': recorded });
  });

  test('that Strava answers in between are no outage', async () => {
    const { simulator, pass, ledger } = await worldOf(N);
    simulator.faults.add({ path: DETAIL, kind: { status: 503 }, every: 1 });
    simulator.faults.add({ path: /\/streams$/, kind: 'wrong-shape', every: 1 });
    await pass();
    const recorded = simulator
      .truth()
      .summaries()
      .filter(({ manual }) => !manual).length;
    expect(ledger()).toEqual(expect.objectContaining({ 'activity failed': N, 'streams failed': recorded }));
  });
});
