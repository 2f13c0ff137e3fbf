import { describe, expect, test } from 'vitest';
import { findItem, want } from '../../src/archive/coverage.ts';
import { resources } from '../../src/resources/index.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { SWEEPS } from '../../src/sync/deleted.ts';
import { type RunnerContext, runItem } from '../../src/sync/runner.ts';
import { faultFrom, rejectionOf } from '../http/faults.ts';
import { toWireJson } from '../simulator/wire-json.ts';
import { worldOf } from './world-of.ts';

const INSTANT = '2026-11-24T10:00:00Z';

/** A runner for single items of a world of six activities, of which nothing is archived. */
async function running() {
  const world = await worldOf(6);
  const { app, archive, athleteId, clock, simulator } = world;
  const client = app.passContext.clientFor(athleteId);
  const context: RunnerContext = {
    ...{ athleteId, client, archive, resources, zone: 'UTC', media: app.passContext.media },
    ...{ sweep: SWEEPS.keep, keptSince: () => undefined },
    now: () => clock.now(),
    isConnected: () => app.credentials.has(athleteId),
    isGranted: () => true,
  };
  const [{ id } = { id: 0 }] = simulator
    .truth()
    .summaries()
    .filter(({ manual }) => !manual);
  const run = (name: string, item: string | number = id) => {
    const resource = resources.find((each) => each.name === name);
    if (!resource) throw new Error(`There is no resource ${name}.`);
    const key = { athleteId, resource: name, item: String(item) };
    immediate(archive, () => want(archive, key, INSTANT, null));
    return runItem({ resource, item: String(item), itemDate: null, position: 1 }, context);
  };
  const line = (resource: string, item: string | number = id) =>
    findItem(archive, { athleteId, resource, item: String(item) });
  const count = (table: string) => archive.$client.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  return { ...world, run, line, count, id };
}

describe('one item', () => {
  test('is stored with its line in the ledger', async () => {
    const { run, line, count, simulator } = await running();
    await run('activity');
    expect(line('activity')).toMatchObject({ status: 'done', checkedAt: INSTANT, tries: 0 });
    expect([count('activities'), count('documents'), simulator.requests.length]).toEqual([1, 1, 1]);
  });

  test.each(['activity', 'streams', 'gear'])(
    'of %s that Strava does not have comes again a day later',
    async (name) => {
      const { run, line, count } = await running();
      expect(await faultFrom(run(name, 'b12'))).toMatchObject({ fault: 'not_found' });
      expect(line(name, 'b12')).toMatchObject({
        ...{ status: 'failed', httpStatus: 404, checkedAt: null, tries: 1, fault: 'not_found' },
        ...{ nextTryAt: '2026-11-25T10:00:00Z', missingSince: null },
        reason: expect.stringMatching(/^Strava does not have what was asked for/),
      });
      expect([count('activities'), count('gear'), count('documents')]).toEqual([0, 0, 0]);
    },
  );

  test('keeps what was archived when it is missing later', async () => {
    const { run, line, count, simulator, id } = await running();
    await run('activity');
    await run('streams');
    const points = count('stream_points');
    simulator.deleteActivity(id);
    for (const name of ['activity', 'streams']) {
      await faultFrom(run(name));
      expect(line(name)).toMatchObject({ status: 'done', fault: 'not_found', tries: 1, checkedAt: INSTANT });
    }
    expect([count('activities'), count('documents'), count('stream_points')]).toEqual([1, 1, points]);
  });

  test.each([
    ['is not stored', 'activity', undefined],
    ['is not noted as missing', 'gear', 'b12'],
  ])('of somebody who was disconnected meanwhile %s', async (_what, name, item) => {
    const { run, line, count, simulator, app, athleteId } = await running();
    simulator.faults.add({ path: '/api/v3', kind: { kind: 'delay', ms: 100 } });
    const failing = rejectionOf(run(name, item));
    await expect.poll(() => simulator.requests.length, { interval: 5 }).toBe(1);
    app.credentials.remove(athleteId);
    expect(await failing).toMatchObject({
      ...{ kind: 'not_connected', exitCode: 3 },
      message: `Athlete ${athleteId} was disconnected meanwhile, so nothing more is archived of them.`,
    });
    expect(line(name, item)).toMatchObject({ status: 'pending', checkedAt: null });
    expect([count('activities'), count('documents')]).toEqual([0, 0]);
  });

  test('without a recording has none, said so', async () => {
    const { run, line, simulator } = await running();
    const { id } = simulator.addActivity({ traits: { manual: true } });
    expect(await faultFrom(run('streams', id))).toMatchObject({ fault: 'not_found' });
    expect(line('streams', id)).toMatchObject({ status: 'failed', httpStatus: 404 });
  });
});

describe('rows that the tables cannot hold', () => {
  test('cost themselves, and are noted', async () => {
    const { run, line, count, simulator, id } = await running();
    const odd = { laps: [{ id: 1 }, { id: 1, name: 7 }], start_latlng: ['n', 'e'] };
    const json = { ...simulator.truth().detail(id), segment_efforts: [], ...odd };
    simulator.faults.add({ path: /activities\/\d+$/, kind: { kind: 'json', json } });
    await run('activity');
    expect(line('activity')).toMatchObject({
      ...{ status: 'done', tries: 0, fault: null },
      note: 'start_latlng: ["n","e"]; laps.1.name: 7; laps.1.id: 1 once more',
    });
    expect([count('activities'), count('laps'), count('documents')]).toEqual([1, 1, 1]);
    await run('activity');
    expect(line('activity')).toMatchObject({ status: 'done', note: null });
  });
});

describe('a value that cannot be stored', () => {
  test.each<[string, object]>([
    ['an object where a text stands', { map: { polyline: { points: 'abc' } } }],
    ['an object where a coordinate stands', { start_latlng: [{ lat: 47 }, 8] }],
    ['a list where a text stands', { gear_id: ['b1'] }],
    ['a number beyond 64 bits', { upload_id: 2n ** 70n }],
    ['a time that no calendar has', { start_date: '+275760-09-13T00:00:00Z' }],
  ])('never leaves its line as it was: %s', async (_what, odd) => {
    const { run, line, simulator, id, archive } = await running();
    simulator.faults.add({
      path: /activities\/\d+$/,
      kind: { kind: 'changed', change: () => toWireJson({ ...simulator.truth().detail(id), ...odd }) },
    });
    const failed = await rejectionOf(run('activity').then(() => Promise.reject('stored')));
    expect(line('activity')).toMatchObject(
      failed === 'stored' ? { status: 'done' } : { status: 'failed', tries: 1, fault: 'wrong_shape' },
    );
    expect(archive.$client.inTransaction).toBe(false);
  });
});

describe('an answer of an odd shape', () => {
  test('is noted with its place and its beginning', async () => {
    const { run, line, simulator } = await running();
    simulator.faults.add({ path: /activities\/\d+$/, kind: { kind: 'json', json: { id: 'odd' } } });
    expect(await faultFrom(run('activity'))).toMatchObject({ fault: 'wrong_shape' });
    expect(line('activity')?.reason).toMatch(/id: .*body begins "\{\\"id\\":\\"odd\\"/);
  });
});

describe('a token in an odd answer', () => {
  const body = JSON.stringify({ id: 'odd', embed_token: 's3cr3ts3cr3t' });

  test.each([
    ['of the wrong shape', body],
    ['that is cut off', body.slice(0, -5)],
  ])('%s reaches neither message nor ledger', async (_how, text) => {
    const { run, line, simulator, archive } = await running();
    const kind = { status: 200, body: text };
    simulator.faults.add({ path: /activities\/\d+$/, kind, every: 1 });
    const fault = await faultFrom(run('activity'));
    expect(fault.message).toContain('[secret]');
    expect(line('activity')?.reason).toContain('[secret]');
    expect(archive.$client.serialize().includes('s3cr3t')).toBe(false);
  });
});

describe('a fault that is not the item’s own', () => {
  test.each(['inactive', 'revoked'] as const)('is not noted: %s', async (how) => {
    const { run, line, simulator, athleteId } = await running();
    if (how === 'inactive') simulator.inactive = true;
    else simulator.revoke(athleteId);
    await faultFrom(run('activity'));
    expect(line('activity')).toMatchObject({ status: 'pending', tries: 0, fault: null });
  });
});
