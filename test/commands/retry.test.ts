import { describe, expect, test } from 'vitest';
import { failItem, findItem, settleItem, want } from '../../src/archive/coverage.ts';
import { retry } from '../../src/commands/retry.ts';
import { sync } from '../../src/commands/sync.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { CORE } from '../support/simulator.ts';
import { ARCHIVE_LINE } from '../support/terminal.ts';
import { person } from './person.ts';

const INSTANT = '2026-11-24T10:00:00Z';
const fault = { fault: 'server', reason: 'Odd.', httpStatus: 500 };

async function withFailures(count: number, times: number) {
  const at = await person(CORE, { activities: 2 });
  const { app, athleteId } = await at.connect();
  const keys = Array.from({ length: count }, (_, i) => ({ athleteId, resource: 'streams', item: `${i}` }));
  immediate(app.archive, () => {
    for (const key of keys) {
      want(app.archive, key, INSTANT, INSTANT);
      for (let i = 0; i < times; i += 1) failItem(app.archive, key, fault, Date.now());
    }
  });
  const lines = () => keys.map((key) => findItem(app.archive, key));
  return { ...at, app, lines };
}

test.each([
  [1, '1 item will be asked for again.'],
  [3, '3 items will be asked for again.'],
])('%i given up are freed', async (count, says) => {
  const { context, terminal, lines, simulator } = await withFailures(count, 5);
  expect(lines().map((line) => line?.status)).toEqual(Array(count).fill('parked'));
  expect(await retry(context)).toBe(0);
  expect(terminal.lines).toEqual([ARCHIVE_LINE, says]);
  for (const line of lines()) expect(line).toMatchObject({ status: 'pending', tries: 0 });
  expect(simulator.requests).toEqual([]);
  expect(await retry(context)).toBe(0);
  expect(terminal.lines.at(-1)).toBe('Nothing was given up.');
});

test('what is freed is asked for by the next sync', async () => {
  const { context, simulator, lines } = await withFailures(1, 5);
  await sync(context, { untilDone: false });
  expect(simulator.requestsTo('/api/v3/activities/0/streams')).toEqual([]);
  await retry(context);
  await sync(context, { untilDone: false });
  expect(simulator.requestsTo('/api/v3/activities/0/streams')).toHaveLength(1);
  expect(lines()).toMatchObject([{ status: 'failed', httpStatus: 404 }]);
});

describe('what Strava does not have', () => {
  const gone = async () => {
    const at = await withFailures(2, 1);
    const { app, lines } = at;
    const [key, other] = lines();
    if (!key || !other) throw new Error('There are two.');
    immediate(app.archive, () => {
      settleItem(app.archive, key, { status: 'absent', at: INSTANT, reason: 'Gone.', httpStatus: 404 });
      settleItem(app.archive, other, { status: 'done', at: INSTANT });
    });
    return at;
  };

  test('stays unless that is asked for, and is said', async () => {
    const { context, terminal, lines } = await gone();
    expect(await retry(context)).toBe(0);
    expect(terminal.lines).toEqual([
      ARCHIVE_LINE,
      'Nothing was given up.',
      '1 item that Strava does not have stays; `npx athlete-archive retry --absent` frees it too.',
    ]);
    expect(lines()).toMatchObject([{ status: 'absent' }, { status: 'done' }]);
  });

  test('is freed with --absent, and nothing that is done', async () => {
    const { context, terminal, lines } = await gone();
    expect(await retry(context, { absent: true })).toBe(0);
    expect(terminal.lines).toEqual([ARCHIVE_LINE, '1 item will be asked for again.']);
    const free = { status: 'pending', tries: 0, missingSince: null, reason: null, httpStatus: null };
    expect(lines()).toMatchObject([free, { status: 'done', nextTryAt: null }]);
  });
});

test('needs no client id and secret', async () => {
  const { context, terminal } = await person();
  const { STRAVA_CLIENT_ID: _id, STRAVA_CLIENT_SECRET: _secret, ...environment } = context.environment;
  expect(await retry({ ...context, environment })).toBe(0);
  expect(terminal.lines).toEqual([ARCHIVE_LINE, 'Nothing was given up.']);
});
