import { beforeEach, expect, test } from 'vitest';
import { simulate } from '../support/simulator.ts';
import { pick } from './activity-asking.ts';
import { ask } from './asking.ts';
import type { Simulator } from './index.ts';
import type { Kudoer } from './kudos.ts';

let simulator: Simulator;
let token: string;

beforeEach(async () => {
  simulator = await simulate({ activities: 40, odd: true });
  token = simulator.grant().accessToken;
});

const some = () => pick(simulator.truth(), ({ kudos_count }) => kudos_count > 3 && kudos_count < 30).id;
const get = async (id: number, query = '') => {
  const answer = await ask(simulator, `/activities/${id}/kudos${query}`, token);
  return (await answer.json()) as Kudoer[];
};

test('kudos are names, as many as are counted, and pages of them to an empty one', async () => {
  const id = some();
  const { kudos_count } = simulator.truth().detail(id);
  const all = await get(id);
  expect(all).toHaveLength(kudos_count);
  expect(all).toEqual(simulator.truth().kudos(id));
  expect(all[0]).toEqual({ resource_state: 2, firstname: expect.any(String), lastname: expect.any(String) });
  expect(await get(id, '?per_page=2&page=2')).toEqual(all.slice(2, 4));
  expect(await get(id, '?page=2')).toEqual([]);
  for (const query of ['per_page=201', 'page=0', 'page=x'])
    expect((await ask(simulator, `/activities/${id}/kudos?${query}`, token)).status).toBe(400);
});

test('a count of millions has as many names', async () => {
  const { id } = pick(simulator.truth(), ({ kudos_count }) => kudos_count === 4_000_000);
  const page = await get(id, '?per_page=200&page=50');
  expect(page).toHaveLength(200);
  expect(page).toEqual(simulator.truth().kudos(id, 10_000).slice(-200));
});

test('kudos are given, also by who is not shown, and taken back', async () => {
  const id = some();
  const counted = () => simulator.truth().detail(id).kudos_count;
  const before = await get(id);
  simulator.giveKudos(id);
  simulator.giveKudos(id, { hidden: true });
  expect(counted()).toBe(before.length + 2);
  const after = await get(id);
  expect(after.slice(1)).toEqual(before);
  simulator.takeKudos(id, 1);
  expect(await get(id)).toEqual([after[0], ...after.slice(2)]);
  expect(counted()).toBe(before.length + 1);
  expect(() => simulator.takeKudos(id, 99)).toThrow();
});

test('who lacks the scope is refused', async () => {
  const few = simulator.grant({ scopes: ['read'] }).accessToken;
  expect((await ask(simulator, `/activities/${some()}/kudos`, few)).status).toBe(401);
});
