import { expect, test } from 'vitest';
import type { Simulator } from '../simulator/index.ts';
import { connected } from '../support/connected.ts';
import { expectRows } from './truth-rows.ts';
import { looker, worldOf } from './world-of.ts';

const CORE = 'athlete,stats,activities,gear,activity,streams';
const MONTH = 30 * 86_400_000;

/** The segments of all efforts, each once. */
function riddenIn(simulator: Simulator): number[] {
  const truth = simulator.truth();
  const efforts = truth.summaries().flatMap(({ id }) => truth.detail(id).segment_efforts);
  return [...new Set(efforts.map(({ segment }) => (segment as { id: number }).id))];
}

const ofSegments = (paths: string[]) => paths.filter((path) => /^\/segments\/\d+$/.test(path));

function setting(archive = `${CORE},segment`) {
  const limits = { read: [5_000, 50_000] as [number, number] };
  return worldOf(12, { limits, brevity: 5, environment: { ARCHIVE: archive } });
}

test('that are named in ARCHIVE are asked for once each, after all else, and again after a month', async () => {
  const { simulator, pass, backfill, archive, athleteId, clock, truth } = await setting();

  const look = looker(simulator);
  await pass();
  expect(ofSegments(look())).toEqual([]);
  await backfill();
  const asked = look();
  const ids = riddenIn(simulator);
  expect(ids.length).toBeGreaterThan(10);
  expect(ofSegments(asked).sort()).toEqual(ids.map((id) => `/segments/${id}`).sort());
  expect(ofSegments(asked.slice(-ids.length))).toHaveLength(ids.length);
  const expectAll = () =>
    expectRows(
      archive.$client,
      'segments',
      ids.map((id) => ({ ...truth().segment(id), athlete_id: athleteId })),
    );
  expectAll();

  clock.advance(MONTH / 2);
  await pass();
  await backfill();
  expect(ofSegments(look())).toEqual([]);
  clock.advance(MONTH / 2);
  await pass();
  await backfill();
  expect(ofSegments(look())).toHaveLength(ids.length);
  expectAll();
});

test('are not asked for unless they are named, and when they are, without asking for an activity again', async () => {
  const { simulator, pass, backfill, dataDir, clock, ledger } = await setting('');
  const look = looker(simulator);
  await pass();
  await backfill();
  expect(ofSegments(look())).toEqual([]);
  expect(ledger()).not.toHaveProperty('segment pending');

  const environment = { ARCHIVE: `${CORE},segment` };
  const named = await connected({ simulator, clock, dataDir, grant: 'stored', environment });
  await named.pass();
  await named.backfill();
  const asked = look();
  expect(ofSegments(asked)).toHaveLength(riddenIn(simulator).length);
  expect(asked.filter((path) => path.startsWith('/activities/'))).toEqual([]);
});

test('that Strava does not answer cost only themselves', async () => {
  const { simulator, pass, backfill, ledger, clock } = await setting();
  const ids = riddenIn(simulator);
  simulator.faults.add({ path: `/api/v3/segments/${ids[0]}`, every: 1, kind: { status: 404 } });
  simulator.faults.add({ path: `/api/v3/segments/${ids[1]}`, every: 1, kind: 'html-200' });
  await pass();
  await backfill();
  expect(ledger()).toMatchObject({ 'segment done': ids.length - 2, 'segment failed': 2 });
  clock.advance(2 * 86_400_000);
  await pass();
  await backfill();
  expect(ledger()).toMatchObject({ 'segment absent': 1, 'segment failed': 1 });
});
