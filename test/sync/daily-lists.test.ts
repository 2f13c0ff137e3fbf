import { describe, expect, test } from 'vitest';
import { findItem } from '../../src/archive/coverage.ts';
import { connectGrant } from '../support/app.ts';
import { daily, expectDaily, HOUR_MS } from './daily-world.ts';
import { looker, worldOf } from './world-of.ts';

describe('a pass', () => {
  test('reads clubs and starred segments to their end, once a calendar day', async () => {
    const { simulator, pass, clock, truth, archive, athleteId, ledger } = await daily();
    const all = looker(simulator);
    const look = () => all().filter((path) => !path.startsWith('/oauth'));
    expect(await pass()).toMatchObject([{ outcome: 'ok', failed: 0, requests: 6 }]);
    const snapshots = ['/athlete', expect.stringMatching(/stats$/)];
    const lists = ['/athlete/clubs', '/athlete/clubs', '/segments/starred', '/segments/starred'];
    expect(look()).toEqual([...snapshots, ...lists]);
    expectDaily(archive, athleteId, truth());
    const done = { 'athlete done': 1, 'stats done': 1, 'clubs done': 1, 'starred_segments done': 1 };
    expect(ledger()).toMatchObject(done);
    clock.advance(5 * HOUR_MS);
    await pass();
    expect(look()).toEqual(snapshots);
    clock.advance(9 * HOUR_MS);
    await pass();
    expect(look()).toEqual([...snapshots, ...lists]);
    expect(ledger()).toMatchObject(done);
    expect(Object.keys(ledger()).filter((line) => /^(clubs|starred)/.test(line))).toHaveLength(2);
  });

  test('asks for each page of a list that has several, and once for its end', async () => {
    const { simulator, pass, truth, archive, athleteId } = await daily();
    for (let number = 1; number < 400; number += 1) simulator.star(number);
    await pass();
    expect(simulator.requestsTo('/api/v3/segments/starred').map(({ query }) => query.page)).toEqual([
      ...['1', '2', '3', '4'],
    ]);
    expectDaily(archive, athleteId, truth());
  });

  test('asks twice for a list with nothing on it', async () => {
    const { simulator, pass } = await daily();
    for (const { id } of simulator.truth().clubs()) simulator.leaveClub(id);
    expect(await pass()).toMatchObject([{ outcome: 'ok', requests: 6 }]);
  });

  test('is a good one though a page fails, which comes again with patience where it was', async () => {
    const { simulator, pass, clock, archive, athleteId, truth } = await daily();
    const line = () => findItem(archive, { athleteId, resource: 'clubs', item: String(athleteId) });
    const look = looker(simulator);
    const of = (paths: string[]) => paths.filter((path) => path === '/athlete/clubs').length;
    simulator.faults.add({ path: '/api/v3/athlete/clubs', every: 1, nth: 2, kind: { status: 500 } });
    expect(await pass()).toMatchObject([{ outcome: 'ok', failed: 1 }]);
    expect(line()).toMatchObject({ status: 'failed', position: 2, nextTryAt: '2026-11-24T11:00:00Z' });
    look();
    clock.advance(HOUR_MS / 2);
    await pass();
    expect(of(look())).toBe(0);
    simulator.faults.clear();
    clock.advance(HOUR_MS);
    await pass();
    // The page that failed; then, since that was long ago, the list from its beginning.
    expect(of(look())).toBe(3);
    expect(line()).toMatchObject({ status: 'done', position: null });
    expectDaily(archive, athleteId, truth());
  });

  test('leaves an archive as it is when Strava answers with errors, however long', async () => {
    const { simulator, pass, clock, archive, athleteId, truth } = await daily();
    await pass();
    simulator.faults.add({ path: /clubs|starred/, every: 1, kind: { status: 404 } });
    for (let day = 0; day < 9; day += 1) {
      clock.advance(24 * HOUR_MS);
      expect(await pass()).toMatchObject([{ outcome: 'ok' }]);
    }
    expectDaily(archive, athleteId, truth());
  });
});

test('two athletes of a household may have the same club and the same segment', async () => {
  const { simulator, app, pass, clock, archive, athleteId } = await daily();
  const other = simulator.world.athletes[1]?.detail.id ?? 0;
  const { id } = simulator.joinClub();
  simulator.joinClub({ id, athleteId: other });
  connectGrant(app, simulator, { athleteId: other });
  await pass();
  const both = () => [athleteId, other].map((each) => expectDaily(archive, each, simulator.truth(each)));
  both();
  simulator.leaveClub(id, other);
  simulator.unstar(0, other);
  for (let day = 0; day < 2; day += 1) {
    clock.advance(24 * HOUR_MS);
    await pass();
  }
  both();
  const gone = archive.$client.prepare('SELECT athlete_id FROM clubs WHERE id = ? AND gone_at IS NOT NULL');
  expect(gone.pluck().all(id)).toEqual([other]);
});

test('lists that the owner does not want archived any more stay as they are', async () => {
  const { pass, clock, simulator, athleteId, dataDir, truth, archive } = await daily();
  await pass();
  const without = await worldOf(0, {
    ...{ simulator, clock, dataDir, grant: 'stored', environment: { ARCHIVE: 'athlete,stats' } },
  });
  for (let day = 0; day < 3; day += 1) {
    clock.advance(24 * HOUR_MS);
    await without.pass();
  }
  expectDaily(archive, athleteId, truth());
});
