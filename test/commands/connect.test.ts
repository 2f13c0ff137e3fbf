import { describe, expect, test } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { rejectionOf } from '../http/faults.ts';
import { connectGrant } from '../support/app.ts';
import { consenting } from './consent.ts';
import { failureOf } from './person.ts';

describe('a permission that can be done without', () => {
  test('is told of, and the others are used', async () => {
    const { run, look, simulator, terminal } = await consenting();
    simulator.consent.untick = ['activity:read_all'];
    expect(await run()).toBe(0);
    expect(terminal.text()).toContain('activity:read_all: without it, your private activities');
    expect(terminal.text()).toContain('Hi, Jördis!');
    expect((await look()).credentials.list()).toMatchObject([
      { scopes: ['read', 'read_all', 'profile:read_all'] },
    ]);
  });

  test('is not missed when it was not asked for', async () => {
    const { run, terminal } = await consenting({ STRAVA_SCOPES: 'read,profile:read_all' });
    expect(await run()).toBe(0);
    expect(terminal.text()).not.toContain('Not all permissions');
  });
});

describe('a first look that fails', () => {
  test.each(['reset', 'html-502', 'hang'] as const)('for %s keeps the pair, and says so', async (kind) => {
    const { run, look, simulator, terminal, pages } = await consenting({}, kind === 'hang' ? 600 : 60_000);
    simulator.faults.add({ path: '/api/v3', kind, every: 1 });
    expect(await run()).toBe(0);
    const { credentials, archive } = await look();
    expect(credentials.list()).toHaveLength(1);
    expect(terminal.text()).toMatch(
      /Connected as Jördis, and the tokens are stored; only the first look .* failed:\n {2}Strava/,
    );
    expect(rowsOf(archive, 'sync_runs')).toMatchObject([{ trigger: 'bootstrap', outcome: 'failed' }]);
    expect(await pages[0]).toMatchObject({ status: 200 });
  });

  test('for a spent budget keeps the pair', async () => {
    const { run, look, simulator, terminal } = await consenting();
    simulator.limits.setUsage({ read: [0, 1_000] });
    expect(await run()).toBe(0);
    expect((await look()).credentials.list()).toHaveLength(1);
    expect(terminal.text()).toContain('used up until 2026-11-25T00:00:00Z');
  });
});

describe('a pass of another process', () => {
  test('keeps the terminal waiting, not the browser, nor the port', async () => {
    const { run, look, simulator, terminal, pages, dataDir, redirectUrl } = await consenting();
    const held = tryLock(dataDir, 'pass');
    const running = run();
    await terminal.waitFor(/Another process works on the archive/);
    expect(await pages[0]).toMatchObject({ status: 200, text: expect.stringContaining('Connected') });
    expect((await look()).credentials.list()).toHaveLength(1);
    await expect(fetch(redirectUrl)).rejects.toThrow();
    expect(simulator.requestsTo('/api/v3')).toEqual([]);
    held?.[Symbol.dispose]();
    expect(await running).toBe(0);
    expect(terminal.text()).toContain('Hi, Jördis!');
  });
});

describe('a stop while a pass of another process is waited for', () => {
  test('keeps the pair, and says so', async () => {
    const { run, look, terminal, dataDir, controller } = await consenting();
    using _held = tryLock(dataDir, 'pass');
    const running = rejectionOf(run());
    await terminal.waitFor(/Another process works on the archive/);
    controller.abort(new Stopped());
    expect(await running).toBeInstanceOf(Stopped);
    expect((await look()).credentials.list()).toHaveLength(1);
    expect(terminal.text()).toContain('Connected as Jördis, and the tokens are stored');
  });
});

describe('an odd answer to the code, which works once', () => {
  const without =
    (...names: string[]) =>
    (text: string) =>
      JSON.stringify({ ...JSON.parse(text), ...Object.fromEntries(names.map((name) => [name, undefined])) });

  test.each([
    [['athlete'], ['/oauth/token', '/api/v3/athlete']],
    [['access_token'], ['/oauth/token', '/oauth/token']],
    [
      ['athlete', 'access_token', 'scope'],
      ['/oauth/token', '/oauth/token', '/api/v3/athlete'],
    ],
    [['expires_in', 'expires_at', 'token_type'], ['/oauth/token']],
  ])('connects all the same without %j', async (names, asked) => {
    const { run, look, simulator, terminal } = await consenting();
    simulator.faults.add({ path: '/oauth/token', kind: { kind: 'changed', change: without(...names) } });
    expect(await run()).toBe(0);
    expect(terminal.text()).toContain('Hi, Jördis!');
    const paths = simulator.requests.map(({ path }) => path).filter((path) => path !== '/oauth/authorize');
    expect(paths.slice(0, asked.length)).toEqual(asked);
    const [connection] = (await look()).credentials.list();
    expect(connection?.athleteId).toBe(simulator.consent.athleteId);
    expect(connection?.pair.refreshToken.reveal()).toBe(simulator.validRefreshTokens().at(-1));
  });

  test('keeps the refresh token from before where none comes, and is told where there was none', async () => {
    const { run, look, simulator } = await consenting();
    const change = without('refresh_token');
    simulator.faults.add({ path: '/oauth/token', kind: { kind: 'changed', change } });
    expect(await failureOf(run())).toMatchObject({ fault: 'wrong_shape' });
    const app = await look();
    expect(app.credentials.list()).toEqual([]);
    const athleteId = connectGrant(app, simulator);
    const before = app.credentials.find(athleteId)?.pair;
    simulator.faults.add({ path: '/oauth/token', kind: { kind: 'changed', change } });
    expect(await run()).toBe(0);
    const after = app.credentials.find(athleteId)?.pair;
    expect(after?.accessToken.reveal()).not.toBe(before?.accessToken.reveal());
    expect(after?.refreshToken.reveal()).toBe(before?.refreshToken.reveal());
  });
});

describe('an athlete who is connected already', () => {
  test('keeps the former pair when the new one turns out useless', async () => {
    const { run, look, simulator } = await consenting();
    const app = await look();
    const { credentials } = app;
    const athleteId = connectGrant(app, simulator);
    const before = credentials.find(athleteId);
    simulator.inactive = true;
    expect(await failureOf(run())).toMatchObject({ exitCode: 4 });
    const after = credentials.find(athleteId);
    expect(after?.pair.accessToken.reveal()).toBe(before?.pair.accessToken.reveal());
    expect(after?.pair.refreshToken.reveal()).toBe(before?.pair.refreshToken.reveal());
    expect(after).toMatchObject({ connectedAt: before?.connectedAt, scopes: before?.scopes });
  });

  test('is connected anew after the authorization was lost', async () => {
    const { run, look, simulator, clock } = await consenting();
    const app = await look();
    const athleteId = connectGrant(app, simulator);
    app.credentials.refuse(athleteId, clock.now());
    simulator.revoke(athleteId);
    clock.advance(60_000);
    expect(await run()).toBe(0);
    expect(app.credentials.list()).toMatchObject([
      { athleteId, refusedAt: undefined, connectedAt: '2026-11-24T10:01:00Z' },
    ]);
  });
});

describe('a second athlete', () => {
  test('is added beside the first one, and only they are asked for', async () => {
    const { run, look, simulator, terminal } = await consenting();
    await run();
    const [first, second] = simulator.world.athletes.map(({ detail }) => detail.id);
    simulator.consent.athleteId = second ?? 0;
    const before = simulator.requestsTo('/api/v3').length;
    expect(await run()).toBe(0);
    const { credentials, archive } = await look();
    expect(new Set(credentials.list().map(({ athleteId }) => athleteId))).toEqual(new Set([first, second]));
    expect(simulator.requestsTo('/api/v3')).toHaveLength(before + 2);
    expect(rowsOf(archive, 'athletes')).toHaveLength(2);
    expect(terminal.text()).toContain('Hi, Tomás!');
  });
});
