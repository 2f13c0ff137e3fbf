import { expect, test } from 'vitest';
import { readArchive } from '../../src/archive/open.ts';
import { createPages } from '../../src/web/app.tsx';
import { historyOf } from '../sync/history-world.ts';

test('fifty requests at once during a backfill are answered, and it archives all the same', async () => {
  const { pass, backfill, app, dataDir, sql } = await historyOf({ activities: 24 });
  await pass();
  // As the worker does it: through a connection of its own.
  using archive = readArchive(dataDir) ?? expect.fail();
  const house = { dataDir, archive: archive.$client.name, zoneSet: 'UTC', tiles: undefined };
  const pages = createPages({
    archive,
    house: { ...house, status: undefined, orders: undefined },
    ...{ allowedHosts: [], password: undefined, zone: 'UTC', now: () => app.clock.now() },
  });
  const ask = async () => (await pages.request('/', { headers: { host: 'localhost' } })).status;
  const pending = () => sql("SELECT count(*) AS n FROM coverage WHERE status = 'pending'");
  const filling = backfill();
  const answers = await Promise.all(Array.from({ length: 50 }, ask));
  expect(new Set(answers)).toEqual(new Set([200]));
  await filling;
  expect(await ask()).toBe(200);
  expect(pending()).toEqual([{ n: 0 }]);
});

test('a page is made anew when something was written, and on a new day', async () => {
  const { pass, app, dataDir, simulator, clock } = await historyOf({ activities: 6 });
  await pass();
  using archive = readArchive(dataDir) ?? expect.fail();
  const house = { dataDir, archive: archive.$client.name, zoneSet: 'UTC', tiles: undefined };
  const options = { allowedHosts: [], password: undefined, zone: 'UTC', now: () => app.clock.now() };
  const look = () =>
    createPages({ archive, house: { ...house, status: undefined, orders: undefined }, ...options });
  const pages = look();
  const ask = async (tag = '', of = pages) =>
    of.request('/activities', { headers: { host: 'localhost', 'if-none-match': tag } });
  const tagOf = async (of = pages) => (await ask('', of)).headers.get('etag') ?? '';
  const first = await tagOf();
  expect((await ask(first)).status).toBe(304);
  simulator.addActivity({ name: 'News of today' });
  clock.advance(60_000);
  await pass();
  const news = await ask(first);
  expect([news.status, await news.text()]).toEqual([200, expect.stringContaining('News of today')]);
  const second = await tagOf();
  clock.advance(86_400_000);
  expect((await ask(second)).status).toBe(200);
  // Another process counts from the beginning: its marks say nothing of ours.
  expect(await tagOf(look())).not.toBe(await tagOf());
});
