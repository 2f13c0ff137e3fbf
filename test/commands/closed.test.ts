import { expect, test } from 'vitest';
import { retry } from '../../src/commands/retry.ts';
import { status } from '../../src/commands/status.ts';
import { sync } from '../../src/commands/sync.ts';
import { person } from './person.ts';

test('what needs a subscription is said once by sync, for good by status, and asked for again after retry', async () => {
  const { context, connect, terminal, simulator } = await person({ ARCHIVE: '' }, { activities: 8 });
  await connect();
  simulator.subscribersOnly = /\/streams$/;
  const said = async (command: () => Promise<number>) => {
    terminal.lines.length = 0;
    expect(await command()).toBe(0);
    return terminal.text();
  };
  const syncing = () => said(() => sync(context, { untilDone: false }));
  const once = 'streams needs a Strava subscription; Strava is asked once a day whether it gives it.';
  const first = await syncing();
  expect(first).toContain(once);
  expect(first).not.toContain('failed');
  const requests = () => simulator.requests.filter(({ path }) => path.endsWith('/streams')).length;
  expect(requests()).toBe(3);
  expect(await syncing()).not.toContain('subscription');
  expect(await said(() => status(context, { json: false }))).toMatch(
    /^ {2}closed {6}streams needs a Strava subscription \(since .*\); asked once a day, next .*$/m,
  );
  const { athletes } = JSON.parse(await said(() => status(context, { json: true })));
  expect(athletes).toMatchObject([
    { closed: [{ resource: 'streams', reason: 'needs a Strava subscription', since: expect.any(String) }] },
  ]);
  expect(requests()).toBe(3);

  simulator.subscribersOnly = undefined;
  expect(await said(() => retry(context))).toContain(
    'The next pass asks whether Strava gives 1 closed resource again.',
  );
  await syncing();
  expect(await said(() => status(context, { json: false }))).not.toContain('subscription');
});
