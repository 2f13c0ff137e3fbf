import { expect, test } from 'vitest';
import { renewItem } from '../../src/archive/plans.ts';
import { DAY_MS } from '../../src/clock.ts';
import { immediate } from '../../src/sqlite/open.ts';
import type { ConnectedOptions } from '../support/connected.ts';
import { looker, worldOf } from './world-of.ts';

const N = 12;
const DAYS = 20;

/** A world that is archived for as long as nothing is younger than two weeks. */
async function settled(REREAD_DAYS = String(DAYS), more: Partial<ConnectedOptions> = {}) {
  const environment = { ARCHIVE: 'activities,gear,activity', REREAD_DAYS };
  const grant = { expiresInSeconds: 4_000 * 86_400 };
  const world = await worldOf(N, { environment, grant, limits: { read: [100, 1_000] }, ...more });
  const { pass, backfill, clock, simulator } = world;
  await pass();
  await backfill();
  clock.advance(15 * DAY_MS);
  await pass();
  await backfill();
  const look = looker(simulator);
  look();
  const details = () => look().filter((path) => path.startsWith('/activities/'));
  /** The details that each of so many days asks for: in a pass, and after it. */
  const days = async (count: number) => {
    const asked = [];
    for (let i = 0; i < count; i++) {
      clock.advance(DAY_MS);
      await pass();
      const inPass = details();
      await backfill();
      asked.push({ inPass, after: details() });
    }
    return asked;
  };
  const old = world.truth().summaries().at(-3)?.id ?? 0;
  return { ...world, look, days, old };
}

test('what an old activity says in its detail alone is found in time, evenly, and in no pass', async () => {
  const { simulator, days, sql, old, truth } = await settled();
  simulator.editActivity(old, { description: 'Written years later.', private_note: '' });
  const asked = await days(DAYS);
  expect(sql('SELECT description, private_note FROM activities WHERE id = ?', old)).toEqual([
    { description: 'Written years later.', private_note: '' },
  ]);
  expect(asked.flatMap(({ inPass }) => inPass)).toEqual([]);
  const perDay = asked.map(({ after }) => after.length);
  expect(Math.max(...perDay)).toBeLessThanOrEqual(Math.ceil((2 * N) / DAYS));
  const all = asked.flatMap(({ after }) => after);
  expect(new Set(all)).toEqual(
    new Set(
      truth()
        .summaries()
        .map(({ id }) => `/activities/${id}`),
    ),
  );
  expect(all.length).toBeLessThan(1.5 * N);
});

test.each(['off', '0'])('REREAD_DAYS=%s lets archived details be', async (REREAD_DAYS) => {
  const { clock, days } = await settled(REREAD_DAYS);
  clock.advance(1_000 * DAY_MS);
  const asked = await days(2);
  expect(asked.flatMap(({ inPass, after }) => [...inPass, ...after])).toEqual([]);
});

test('it comes last, costs no more than backfill may spend, and nobody waits for it', async () => {
  const { clock, pass, backfill, simulator, archive, athleteId, look } = await settled();
  clock.advance(60 * DAY_MS);
  await pass();
  const [gear = ''] = simulator.truth(athleteId).gearIds();
  immediate(archive, () => renewItem(archive, { athleteId, resource: 'gear', item: gear }));
  look();
  expect(await backfill()).toMatchObject([{ stored: ['gear'] }]);
  expect(look()).toEqual([`/gear/${gear}`]);
  simulator.limits.setLimits({ read: [8, 1_000], overall: [8, 1_000] });
  clock.advance(15 * 60_000);
  await pass();
  look();
  const [report] = await backfill();
  expect(look()).toHaveLength(2);
  expect(report).toMatchObject({ outcome: 'ok', stored: ['activity'] });
  expect(report).not.toHaveProperty('resumeAt');
});
