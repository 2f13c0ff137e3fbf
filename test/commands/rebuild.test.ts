import { expect, test } from 'vitest';
import { rebuild } from '../../src/commands/rebuild.ts';
import { sync } from '../../src/commands/sync.ts';
import { Stopped } from '../../src/errors.ts';
import { countSettled, countStrayRows } from '../../src/settled/settled.ts';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { dump } from '../archive/dump.ts';
import { rejectionOf } from '../http/faults.ts';
import { CORE } from '../support/simulator.ts';
import { ARCHIVE_LINE } from '../support/terminal.ts';
import { person } from './person.ts';

const SAID = 'The tables were made again from the answers that are kept.';
const DERIVED = 'Curves, tracks and the like were made again of 3 activities.';

async function archived() {
  const at = await person(CORE, { activities: 3 });
  const { app } = await at.connect();
  await sync(at.context, { untilDone: false });
  at.terminal.lines.length = 0;
  return { ...at, archive: app.archive };
}

test('makes the tables again without a request', async () => {
  const { context, terminal, archive, simulator } = await archived();
  const [before, requests] = [dump(archive), simulator.requests.length];
  archive.$client.exec(`DELETE FROM laps; UPDATE activities SET distance = 0, calories = NULL;
    UPDATE curve_rows SET best0 = 0; DELETE FROM explorer_tiles; UPDATE _settled_cumulative_by_day SET km = 0`);
  expect(await rebuild(context)).toBe(0);
  expect(terminal.lines).toEqual([ARCHIVE_LINE, SAID, DERIVED]);
  expect(dump(archive)).toEqual(before);
  expect(countSettled(archive.$client)).toBeGreaterThan(0);
  expect(countStrayRows(archive.$client)).toBe(0);
  expect(simulator.requests).toHaveLength(requests);
});

test('counts and names the answers that make no rows, and is done', async () => {
  const { context, terminal, archive } = await archived();
  const { $client } = archive;
  const spoil = "UPDATE documents SET body = x'00' WHERE kind = 'activity'";
  const kept = $client.prepare(
    "SELECT item FROM documents WHERE kind = 'activity' ORDER BY last_seen_at, id",
  );
  const items = kept.pluck().all();
  $client.exec(spoil);
  expect(await rebuild(context)).toBe(0);
  expect(terminal.lines.slice(1)).toEqual([
    SAID,
    `${items.length} answers of an odd shape made no rows:`,
    ...items.map((item) => expect.stringMatching(`^  activity ${item} \\(.+\\)$`)),
    'The answers themselves are kept. Look for a newer version of athlete-archive, and run this again with it.',
    DERIVED,
  ]);
});

test('waits for a pass of another process, and says so', async () => {
  const { context, terminal, dataDir } = await archived();
  const held = tryLock(dataDir, 'pass');
  const running = rebuild(context);
  await terminal.waitFor(/Another process works on the archive/);
  held?.[Symbol.dispose]();
  expect(await running).toBe(0);
  expect(terminal.lines.slice(-2)).toEqual([SAID, DERIVED]);
});

test('that is stopped leaves the rest of what is derived to others', async () => {
  const { context, terminal, archive, controller } = await archived();
  const running = rebuild(context);
  await terminal.waitFor(new RegExp(SAID));
  controller.abort(new Stopped());
  expect(await running).toBe(0);
  expect(terminal.lines.at(-1)).toMatch(
    /made again of \d activit\w+; the worker or the next sync goes on with [123] more\.$/,
  );
  await sync({ ...context, signal: new AbortController().signal }, { untilDone: false });
  expect(archive.$client.prepare('SELECT count(*) FROM derivations').pluck().get()).toBe(12);
});

test('can be stopped while it waits, with nothing changed', async () => {
  const { context, terminal, dataDir, controller, archive } = await archived();
  const before = dump(archive);
  using _held = tryLock(dataDir, 'pass');
  const running = rejectionOf(rebuild(context));
  await terminal.waitFor(/Another process works on the archive/);
  controller.abort(new Stopped());
  expect(await running).toBeInstanceOf(Stopped);
  expect(dump(archive)).toEqual(before);
});

test('of an empty archive does no harm, and needs no client id and secret', async () => {
  const { context, terminal } = await person();
  const { STRAVA_CLIENT_ID: _id, STRAVA_CLIENT_SECRET: _secret, ...environment } = context.environment;
  expect(await rebuild({ ...context, environment })).toBe(0);
  expect(terminal.lines).toEqual([ARCHIVE_LINE, SAID]);
});
