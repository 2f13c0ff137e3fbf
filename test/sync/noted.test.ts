import { expect, test } from 'vitest';
import { settleItem } from '../../src/archive/coverage.ts';
import { toInstant } from '../../src/clock.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { worldOf } from './world-of.ts';

const DETAIL = /activities\/\d+$/;
const odd = (text: string) => text.replace(/"kudos_count":\d+/, '"kudos_count":"many"');
const oddDetails = { path: DETAIL, every: 1, kind: { kind: 'changed', change: odd } } as const;

async function setting(activities: number) {
  const world = await worldOf(activities);
  const warnings = () => world.logs.filter((line) => line.includes('does not understand'));
  const noted = () => rowsOf(world.archive, 'coverage', "note IS NOT NULL AND resource = 'activity'").length;
  return { ...world, warnings, noted };
}

test('that most of what Strava sends begins to be odd is said once', async () => {
  const { simulator, clock, pass, warnings, noted } = await setting(12);
  simulator.faults.add(oddDetails);
  expect(await pass()).toMatchObject([{ outcome: 'ok' }]);
  const first = noted();
  expect(first).toBeGreaterThanOrEqual(10);
  expect(warnings()).toHaveLength(1);
  expect(warnings()[0]).toContain('"resource":"activity"');
  for (let day = 0; day < 3; day++) {
    clock.advance(86_400_000);
    simulator.addActivity({});
    await pass();
  }
  expect(noted()).toBe(first + 3);
  expect(warnings()).toHaveLength(1);
});

test('is said after years of plain answers, by a few each pass', async () => {
  const { simulator, archive, athleteId, clock, pass, warnings } = await setting(0);
  immediate(archive, () => {
    for (let i = 0; i < 300; i++) {
      const key = { athleteId, resource: 'activity', item: `${i}` };
      settleItem(archive, key, { status: 'done', at: toInstant(clock.now() - i * 3_600_000) });
    }
  });
  simulator.faults.add(oddDetails);
  const said: number[] = [];
  for (let day = 0; day < 16; day++) {
    clock.advance(86_400_000);
    simulator.addActivity({});
    await pass();
    said.push(warnings().length);
  }
  // The eleventh of the newest twenty.
  expect(said).toEqual([...Array(10).fill(0), ...Array(6).fill(1)]);
});

test('is not said of a few odd ones', async () => {
  const { simulator, pass, warnings, noted } = await setting(12);
  simulator.faults.add({ ...oddDetails, every: 3 });
  await pass();
  expect(noted()).toBeGreaterThan(2);
  expect(warnings()).toEqual([]);
});

test('is said of the profile at once, and again when it begins again', async () => {
  const { simulator, clock, pass, warnings } = await setting(0);
  const change = (text: string) => text.replace(/"firstname":"[^"]*"/, '"firstname":7');
  const passes = async (spoilt: boolean) => {
    simulator.faults.clear();
    if (spoilt) simulator.faults.add({ path: /athlete$/, every: 1, kind: { kind: 'changed', change } });
    clock.advance(3_600_000);
    await pass();
    return warnings().length;
  };
  const said: number[] = [];
  for (const spoilt of [false, true, true, true, false, true]) said.push(await passes(spoilt));
  expect(said).toEqual([0, 1, 1, 1, 1, 2]);
});
