import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { countRows } from '../../src/archive/sizes.ts';
import { type DisconnectOptions, disconnect } from '../../src/commands/disconnect.ts';
import { sync } from '../../src/commands/sync.ts';
import { connectGrant } from '../support/app.ts';
import { ARCHIVE_LINE } from '../support/terminal.ts';
import { failureOf, person } from './person.ts';

afterEach(() => void vi.useRealTimers());

/** Someone whose archive has had one pass. */
async function archived(options: { athletes: number } = { athletes: 1 }) {
  const at = await person();
  const ids = at.simulator.world.athletes.slice(0, options.athletes).map(({ detail }) => detail.id);
  const app = await at.look();
  for (const athleteId of ids) connectGrant(app, at.simulator, { athleteId });
  await sync(at.context, { untilDone: false });
  at.terminal.lines.length = 0;
  const run = (more: Partial<DisconnectOptions> = {}) =>
    disconnect(at.context, { deleteData: false, yes: false, ...more });
  const connectedIds = () => app.credentials.list().map(({ athleteId }) => athleteId);
  return { ...at, app, ids, run, connectedIds };
}

describe('disconnecting', () => {
  test('ends the authorization at Strava, deletes the pair and keeps the archive', async () => {
    const { run, app, simulator, terminal, connectedIds } = await archived();
    const before = countRows(app.archive);
    expect(await run()).toBe(0);
    expect(connectedIds()).toEqual([]);
    expect(simulator.validRefreshTokens()).toEqual([]);
    expect(simulator.requestsTo('/oauth').map(({ path }) => path)).toEqual(['/oauth/revoke']);
    expect(countRows(app.archive)).toEqual(before);
    expect(terminal.lines).toEqual([
      ARCHIVE_LINE,
      'Disconnected Jördis: Strava no longer gives this program access, and the tokens are deleted.',
      'The archive stays as it is.',
    ]);
  });

  test('uses the older endpoint where the newer one does not exist', async () => {
    const { run, simulator, connectedIds } = await archived();
    simulator.revokeEndpoint = 'missing';
    expect(await run()).toBe(0);
    expect(simulator.validRefreshTokens()).toEqual([]);
    expect(simulator.requestsTo('/oauth').map(({ path }) => path)).toEqual([
      '/oauth/revoke',
      '/oauth/deauthorize',
    ]);
    expect(connectedIds()).toEqual([]);
  });

  test.each(['present', 'missing'] as const)(
    'works for an authorization that is lost, endpoint %s',
    async (endpoint) => {
      const { run, simulator, ids, connectedIds } = await archived();
      simulator.revokeEndpoint = endpoint;
      simulator.revoke(ids[0] ?? 0);
      expect(await run()).toBe(0);
      expect(connectedIds()).toEqual([]);
    },
  );

  test('keeps the pair while Strava cannot be told', async () => {
    const { run, simulator, ids, connectedIds } = await archived();
    simulator.faults.add({ path: '/oauth/revoke', kind: { status: 400 }, every: 1 });
    expect(await failureOf(run({ deleteData: true, yes: true }))).toMatchObject({ exitCode: 6 });
    expect(connectedIds()).toEqual(ids);
  });

  test('keeps pair and archive while the network is down, after all tries', async () => {
    const { run, app, simulator, ids, connectedIds } = await archived();
    const before = countRows(app.archive);
    await simulator.close();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const running = failureOf(run({ deleteData: true, yes: true }));
    let over = false;
    const ended = running.finally(() => {
      over = true;
    });
    while (!over) {
      await new Promise(setImmediate);
      vi.advanceTimersByTime(1_000);
    }
    expect(await ended).toMatchObject({ exitCode: 6, kind: 'strava' });
    expect(connectedIds()).toEqual(ids);
    expect(countRows(app.archive)).toEqual(before);
  });

  test('needs to be told whom when there are two', async () => {
    const { run, ids, connectedIds, simulator } = await archived({ athletes: 2 });
    const failure = await failureOf(run());
    expect(failure).toMatchObject({ kind: 'usage', exitCode: 2, advice: 'Say whom with --athlete <id>.' });
    expect(failure.message).toContain('There is more than one athlete');
    for (const id of ids) expect(failure.message).toContain(`${id} (`);
    expect(failure.message).toContain('Tomás');
    expect(connectedIds()).toHaveLength(2);
    expect(simulator.requestsTo('/oauth')).toEqual([]);
  });

  test('leaves the other one of two alone', async () => {
    const { run, ids, connectedIds, simulator } = await archived({ athletes: 2 });
    expect(await run({ athlete: ids[0] ?? 0 })).toBe(0);
    expect(connectedIds()).toEqual([ids[1]]);
    expect(simulator.validRefreshTokens()).toHaveLength(1);
  });

  test('of nobody fails', async () => {
    const { run, connectedIds } = await archived();
    const failure = await failureOf(run({ athlete: 1 }));
    expect(failure).toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('Athlete 1 is not connected'),
    });
    expect(connectedIds()).toHaveLength(1);
    const { context } = await person();
    expect(await failureOf(disconnect(context, { deleteData: false, yes: false }))).toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('Nobody is connected'),
    });
  });
});

describe('deleting the data', () => {
  test('deletes everything of the athlete and nothing of the other', async () => {
    const { run, app, ids, terminal } = await archived({ athletes: 2 });
    expect(await run({ athlete: ids[0] ?? 0, deleteData: true, yes: true })).toBe(0);
    expect(countRows(app.archive)).toMatchObject({
      athletes: 1,
      athlete_snapshots: 1,
      stats_totals: 9,
      sync_runs: 1,
    });
    expect(terminal.lines.at(-1)).toContain('Everything archived of Jördis is deleted.');
  });

  test('works for one who is connected no more, without asking Strava', async () => {
    const { run, app, ids, simulator, terminal } = await archived();
    expect(await run()).toBe(0);
    const told = simulator.requests.length;
    terminal.lines.length = 0;
    expect(await run({ athlete: ids[0] ?? 0, deleteData: true, yes: true })).toBe(0);
    expect(terminal.lines).toEqual([
      ARCHIVE_LINE,
      'Everything archived of Jördis is deleted. Copies and backups of yours are not touched.',
    ]);
    expect(countRows(app.archive)).toMatchObject({ athletes: 0, stats_totals: 0, sync_runs: 0 });
    expect(simulator.requests).toHaveLength(told);
    expect(await failureOf(run({ deleteData: true, yes: true }))).toMatchObject({ exitCode: 3 });
  });

  test('takes the only one there is when nobody is named, connected or not', async () => {
    const { run, app } = await archived();
    await run();
    expect(await run({ deleteData: true, yes: true })).toBe(0);
    expect(countRows(app.archive)).toMatchObject({ athletes: 0 });
  });

  test('needs to be told whom when somebody else was archived, though connected no more', async () => {
    const { run, app, ids, connectedIds } = await archived({ athletes: 2 });
    const [gone = 0, left = 0] = ids;
    await run({ athlete: gone });
    const failure = await failureOf(run({ deleteData: true, yes: true }));
    expect(failure).toMatchObject({ kind: 'usage', exitCode: 2 });
    for (const id of ids) expect(failure.message).toContain(`${id} (`);
    expect(countRows(app.archive)).toMatchObject({ athletes: 2 });
    expect(await run({ athlete: gone, deleteData: true, yes: true })).toBe(0);
    expect(connectedIds()).toEqual([left]);
    expect(app.archive.$client.prepare('SELECT id FROM athletes').pluck().all()).toEqual([left]);
  });

  test('without --delete-data there is nothing to do for one who is connected no more', async () => {
    const { run, app, ids } = await archived();
    await run();
    expect(await failureOf(run({ athlete: ids[0] ?? 0 }))).toMatchObject({ exitCode: 3 });
    expect(countRows(app.archive)).toMatchObject({ athletes: 1 });
  });

  test('deletes the copy from before the last migration, and keeps it without --delete-data', async () => {
    const { run, app, dataDir } = await archived();
    const copy = join(dataDir, 'archive.db.before-migration-0002');
    app.archive.$client.prepare('VACUUM INTO ?').run(copy);
    await run();
    expect(existsSync(copy)).toBe(true);
    await run({ deleteData: true, yes: true });
    expect(existsSync(copy)).toBe(false);
  });

  test('is not done without --yes when nobody can be asked, and nothing else either', async () => {
    const { run, app, simulator, connectedIds } = await archived();
    const before = countRows(app.archive);
    expect(await failureOf(run({ deleteData: true }))).toMatchObject({
      exitCode: 2,
      advice: expect.stringContaining('--yes'),
    });
    expect(connectedIds()).toHaveLength(1);
    expect(countRows(app.archive)).toEqual(before);
    expect(simulator.requestsTo('/oauth')).toEqual([]);
  });
});
