import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { countRows } from '../../src/archive/sizes.ts';
import { type DisconnectOptions, disconnect } from '../../src/commands/disconnect.ts';
import { sync } from '../../src/commands/sync.ts';
import { Stopped } from '../../src/errors.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { tryLock, watchLock } from '../../src/sqlite/process-lock.ts';
import { rejectionOf } from '../http/faults.ts';
import { connectGrant } from '../support/app.ts';
import { filesWith } from '../support/files-with.ts';
import { beImpatient, writeTo } from '../support/locked.ts';
import { failureOf, person } from './person.ts';

/** A household whose archive has had one pass. */
async function archived(athletes = 1) {
  const at = await person();
  const app = await at.look();
  const ids = at.simulator.world.athletes.slice(0, athletes).map(({ detail }) => detail.id);
  for (const athleteId of ids) connectGrant(app, at.simulator, { athleteId });
  await sync(at.context, { untilDone: false });
  at.terminal.lines.length = 0;
  const path = join(at.dataDir, 'archive.db');
  const run = (more: Partial<DisconnectOptions> = {}) =>
    disconnect(at.context, { deleteData: true, yes: true, ...more });
  return { ...at, app, ids, path, run, filesWith: (words: string) => filesWith(words, at.dataDir) };
}

/** Another program that reads the archive, in the middle of it. */
function reader(path: string): { close: () => void } {
  const db = new Sqlite(path, { readonly: true });
  onTestFinished(() => void db.close());
  db.exec('BEGIN');
  db.prepare('SELECT count(*) FROM athletes').get();
  return { close: () => void db.close() };
}

describe('deleting while another program reads', () => {
  test('says that the file still holds it, and is finished by the same command', async () => {
    beImpatient();
    const { run, app, path, filesWith, terminal } = await archived();
    expect(filesWith('Jördis')).not.toEqual([]);
    const { close } = reader(path);
    expect(await failureOf(run())).toMatchObject({
      ...{ kind: 'archive', exitCode: 5 },
      message: `The rows are deleted, but what they held is still in the file. Another program is reading ${path}.`,
      advice: 'Close it and give the same command again: it finishes the deletion.',
    });
    expect(terminal.text()).not.toContain('Everything archived');
    expect(countRows(app.archive)).toMatchObject({ athletes: 0, stats_totals: 0, sync_runs: 0 });
    expect(app.credentials.list()).toEqual([]);
    expect(filesWith('Jördis')).not.toEqual([]);
    close();
    expect(await run()).toBe(0);
    expect(filesWith('Jördis')).toEqual([]);
    expect(terminal.lines.at(-1)).toBe('What was deleted before is now gone from the file too.');
    expect(await failureOf(run())).toMatchObject({ kind: 'not_connected', exitCode: 3 });
  });
});

describe('a deletion that was left unfinished', () => {
  /** As a deletion leaves the archive that could not be finished. */
  const unfinished = async (athletes: number) => {
    const at = await archived(athletes);
    await at.run({ athlete: at.ids[0] ?? 0 });
    at.app.archive.$client.exec('PRAGMA user_version = 1');
    return at;
  };

  test('is finished for the one who was named, and for nobody else', async () => {
    const { run, app, ids, terminal } = await unfinished(2);
    const [gone = 0, left = 0] = ids;
    expect(await run({ athlete: gone })).toBe(0);
    expect(terminal.lines.at(-1)).toBe('What was deleted before is now gone from the file too.');
    expect(app.credentials.list()).toMatchObject([{ athleteId: left }]);
    expect(countRows(app.archive)).toMatchObject({ athletes: 1, stats_totals: 9 });
    expect(await failureOf(run({ athlete: gone }))).toMatchObject({ exitCode: 3 });
  });

  test('is finished before anybody is deleted who is not named', async () => {
    const { run, app, ids } = await unfinished(2);
    expect(await run()).toBe(0);
    expect(app.credentials.list()).toMatchObject([{ athleteId: ids[1] }]);
    expect(await run()).toBe(0);
    expect(app.credentials.list()).toEqual([]);
  });

  test('is finished with the deletion of another one', async () => {
    const { run, app, ids, filesWith } = await unfinished(2);
    expect(await run({ athlete: ids[1] ?? 0 })).toBe(0);
    expect(filesWith('Tomás')).toEqual([]);
    expect(await failureOf(run())).toMatchObject({ exitCode: 3 });
    expect(countRows(app.archive)).toMatchObject({ athletes: 0 });
  });

  test('is no matter of a disconnection that keeps the archive', async () => {
    const { run, app } = await unfinished(2);
    expect(await run({ deleteData: false })).toBe(0);
    expect(app.credentials.list()).toEqual([]);
    expect(countRows(app.archive)).toMatchObject({ athletes: 1 });
  });
});

test('deleting while another program writes leaves the rows, and is finished by the same command', async () => {
  beImpatient();
  const { run, app, path, filesWith } = await archived();
  const { letGo } = writeTo(path);
  expect(await failureOf(run())).toMatchObject({
    exitCode: 5,
    advice: expect.stringContaining('Another program'),
  });
  expect(countRows(app.archive)).toMatchObject({ athletes: 1 });
  letGo();
  expect(await run()).toBe(0);
  expect(filesWith('Jördis')).toEqual([]);
});

test('deleting takes all copies from before migrations with it, finished or not', async () => {
  const { run, path } = await archived();
  const copies = ['', '.part', '-2'].map((end) => `${path}.before-migration${end}`);
  for (const copy of copies) writeFileSync(copy, 'Jördis');
  writeFileSync(`${path}.mine`, 'Jördis');
  await run();
  expect([...copies, `${path}.mine`].filter((copy) => existsSync(copy))).toEqual([`${path}.mine`]);
});

describe('deleting beside a pass of another process', () => {
  test('ends the pass with a sentence, waits for it, and leaves nothing behind', async () => {
    const { run, app, ids, context, simulator, terminal, dataDir, filesWith } = await archived();
    simulator.faults.add({ path: '/api/v3/athlete', kind: { kind: 'delay', ms: 300 } });
    const asked = simulator.requests.length;
    const passing = sync(context, { untilDone: false });
    await expect.poll(() => simulator.requests.length, { interval: 5 }).toBe(asked + 1);
    expect(await run()).toBe(0);
    expect(await passing).toBe(3);
    expect(terminal.text()).toContain('Another process works on the archive; waiting for its end …');
    expect(terminal.text()).toMatch(
      new RegExp(`archived nothing .*Athlete ${ids[0]} (is not connected|was disconnected)`),
    );
    expect(countRows(app.archive)).toMatchObject({ athletes: 0, stats_totals: 0, sync_runs: 0, coverage: 0 });
    expect(filesWith('Jördis')).toEqual([]);
    using lock = watchLock(dataDir, 'pass');
    expect(lock.isHeld()).toBe(false);
  });

  test('that is stopped while it waits says that nothing is deleted, and is finished by the same command', async () => {
    const { run, app, context, controller, terminal, dataDir } = await archived();
    const lock = tryLock(dataDir, 'pass');
    const running = rejectionOf(run());
    await terminal.waitFor(/waiting for its end/);
    controller.abort(new Stopped());
    expect(await running).toBeInstanceOf(Stopped);
    expect(terminal.lines.at(-1)).toBe('Nothing archived is deleted yet: give the same command again.');
    expect(countRows(app.archive)).toMatchObject({ athletes: 1 });
    lock?.[Symbol.dispose]();
    const { signal } = new AbortController();
    expect(await disconnect({ ...context, signal }, { deleteData: true, yes: true })).toBe(0);
    expect(countRows(app.archive)).toMatchObject({ athletes: 0 });
  });

  test('leaves the others of a household their pass', async () => {
    const { run, app, ids, context, simulator } = await archived(2);
    const [gone = 0, left = 0] = ids;
    simulator.faults.add({ path: '/api/v3/athlete', kind: { kind: 'delay', ms: 300 } });
    const asked = simulator.requests.length;
    const passing = sync(context, { untilDone: false });
    await expect.poll(() => simulator.requests.length, { interval: 5 }).toBe(asked + 1);
    expect(await run({ athlete: gone })).toBe(0);
    expect(await passing).toBe(3);
    expect(app.runs.last(left)).toMatchObject({ outcome: 'ok' });
    expect(app.runs.last(gone)).toBeUndefined();
    expect(countRows(app.archive)).toMatchObject({ athletes: 1, sync_runs: 2 });
  });
});
