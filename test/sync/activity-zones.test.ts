import { describe, expect, test } from 'vitest';
import type { Truth } from '../simulator/index.ts';
import { archiveAll, type History, historyOf, type WorldOptions } from './history-world.ts';
import { expectRows } from './truth-rows.ts';

const DAY_MS = 86_400_000;
const environment = { ARCHIVE: 'activities,gear,activity,streams,activity_zones' };

const zonesWorld = (options: Partial<WorldOptions> = {}) =>
  historyOf({ activities: 20, environment, ...options });

/** Which activities the zones of were asked for from a position on, and how often. */
const askedFor = ({ simulator }: History, from = 0) =>
  simulator.requests.slice(from).flatMap(({ path }) => /(\d+)\/zones$/.exec(path)?.[1] ?? []);

const withZones = (truth: Truth) =>
  truth
    .summaries()
    .map(({ id }) => truth.detail(id))
    .filter(({ available_zones }) => available_zones.length > 0);

/** That the archive has each zone of each activity, value by value. */
function expectZones({ archive, truth, athleteId: athlete_id }: History): void {
  const rows = withZones(truth()).flatMap(({ id: activity_id }) =>
    truth()
      .zones(activity_id)
      .flatMap(({ distribution_buckets, ...said }) =>
        distribution_buckets.map(({ max, ...bucket }, zone) => {
          return { ...said, ...bucket, max: max === -1 ? null : max, zone, activity_id, athlete_id };
        }),
      ),
  );
  expectRows(archive.$client, 'activity_zones', rows);
}

describe('the zones of a history', () => {
  test('cost a request for each activity that has some, once, and are the truth', async () => {
    const history = await zonesWorld();
    await archiveAll(history);
    const ids = withZones(history.truth()).map(({ id }) => String(id));
    expect(ids.length).toBeGreaterThan(5);
    expect(ids.length).toBeLessThan(20);
    expect(askedFor(history).sort()).toEqual(ids.sort());
    expectZones(history);
    const before = history.simulator.requests.length;
    history.clock.advance(DAY_MS);
    await archiveAll(history);
    expect(askedFor(history, before)).toEqual([]);
  });

  test('come last: first all activities in full', async () => {
    const history = await zonesWorld();
    const { simulator, clock, truth } = history;
    await archiveAll(history);
    const isOld = new Set(
      truth()
        .summaries()
        .filter(({ start_date }) => clock.now() - Date.parse(start_date) > 15 * DAY_MS)
        .map(({ id }) => String(id)),
    );
    const paths = simulator.requests.map(({ path }) => path.split('/').slice(4));
    const first = paths.findIndex(([id = '', what]) => what === 'zones' && isOld.has(id));
    const last = paths.findLastIndex(([id = '', what]) => what === 'streams' && isOld.has(id));
    expect(first).toBeGreaterThan(last);
  });

  test('of a new activity come in the same pass', async () => {
    const history = await zonesWorld({ activities: 3 });
    await archiveAll(history);
    const { id } = history.simulator.addActivity({ sport_type: 'Run', gear_id: null });
    const before = history.simulator.requests.length;
    await history.pass();
    expect(askedFor(history, before)).toEqual([String(id)]);
    expectZones(history);
  });

  test('are asked for again after a crop or another sport, and not after anything else', async () => {
    const history = await zonesWorld();
    const { simulator, clock, truth } = history;
    await archiveAll(history);
    const run = withZones(truth()).find(({ type, manual }) => type === 'Run' && !manual);
    const id = run?.id ?? 0;
    const asked = async (change: () => void) => {
      const before = simulator.requests.length;
      change();
      clock.advance(3_600_000);
      await archiveAll(history);
      expectZones(history);
      return askedFor(history, before);
    };
    expect(await asked(() => simulator.editActivity(id, { name: 'Renamed' }))).toEqual([]);
    expect(await asked(() => simulator.giveKudos(id))).toEqual([]);
    expect(await asked(() => simulator.editActivity(id, { crop: { from: 90 } }))).toEqual([String(id)]);
    expect(await asked(() => simulator.editActivity(id, { sport_type: 'Walk' }))).toEqual([String(id)]);
  });

  test('are whole though every seventh answer is spoilt', async () => {
    const history = await zonesWorld({ activities: 8 });
    history.simulator.faults.add({ path: '/api/v3', every: 7, kind: { status: 503 } });
    history.simulator.faults.add({ path: /zones$/, every: 5, kind: 'wrong-shape' });
    await archiveAll(history);
    expectZones(history);
  });
});
