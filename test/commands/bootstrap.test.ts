import { describe, expect, test } from 'vitest';
import { bootstrap } from '../../src/commands/bootstrap.ts';
import { Stopped } from '../../src/errors.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { consenting } from './consent.ts';
import { failureOf, occupy, person } from './person.ts';

describe('connecting by the callback', () => {
  test('stores the pair, archives what it needed for the proof, and says so in both places', async () => {
    const { run, look, simulator, clock, pages, terminal } = await consenting();
    expect(await run()).toBe(0);
    const { credentials, archive } = await look();
    const [connection] = credentials.list();
    expect(connection).toMatchObject({
      athleteId: simulator.consent.athleteId,
      scopes: ['read', 'read_all', 'profile:read_all', 'activity:read_all'],
      connectedAt: '2026-11-24T10:00:00Z',
      previous: undefined,
    });
    expect(simulator.validRefreshTokens()).toEqual([connection?.pair.refreshToken.reveal()]);
    expect(rowsOf(archive, 'sync_runs')).toMatchObject([
      { trigger: 'bootstrap', outcome: 'ok', requests: 2 },
    ]);
    expect(rowsOf(archive, 'stats_totals')).toHaveLength(9);
    expect(simulator.requests.map(({ path }) => path.split('/').at(-1))).toEqual([
      'authorize',
      'token',
      'athlete',
      'stats',
    ]);
    const stats = simulator.world.statsOf(simulator.consent.athleteId, clock.now());
    const counts = `${stats.all_run_totals.count} runs, ${stats.all_ride_totals.count} rides and ${stats.all_swim_totals.count} swims`;
    expect(terminal.text()).toContain(`Hi, Jördis! Strava knows ${counts} of yours.`);
    expect(terminal.text()).toContain('npx athlete-archive start');
    expect(await pages[0]).toMatchObject({
      status: 200,
      text: expect.stringContaining('<h1>Connected</h1>'),
    });
  });

  test('tells of Strava’s terms before it asks for anything', async () => {
    const { run, terminal } = await consenting();
    await run();
    const notice = terminal.lines.findIndex((line) => line.includes('API policy (June 2026)'));
    const address = terminal.lines.findIndex((line) => line.includes('/authorize?'));
    expect(notice).toBeGreaterThanOrEqual(0);
    expect(address).toBeGreaterThan(notice);
  });

  test('shows no secret on the terminal, and asks for consent anew only with --force', async () => {
    const { run, shown, simulator, terminal, redirectUrl } = await consenting();
    await run({ force: true });
    for (const secret of simulator.issuedSecrets()) expect(terminal.text()).not.toContain(secret);
    const query = new URL(await shown()).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      client_id: simulator.clientId,
      redirect_uri: redirectUrl,
      response_type: 'code',
      approval_prompt: 'force',
      scope: 'read,read_all,profile:read_all,activity:read_all',
      state: expect.stringMatching(/^[\w-]{32}$/),
    });
  });

  test('is not taken in by the answer to another attempt', async () => {
    const { run, visit, redirectUrl, deadEnd, simulator, shown } = await consenting();
    const running = run({ browser: false });
    await shown();
    const forged = await visit(`${redirectUrl}?code=${'f'.repeat(40)}&state=guessed`);
    expect(forged).toMatchObject({ status: 400, text: expect.stringContaining('another attempt') });
    expect(simulator.requestsTo('/oauth/token')).toEqual([]);
    expect((await visit(await deadEnd())).status).toBe(200);
    expect(await running).toBe(0);
  });

  test('tries a code again that came too fast', async () => {
    const { run, simulator, clock } = await consenting();
    simulator.codeNotReadyOnce = true;
    expect(await run()).toBe(0);
    expect(clock.slept).toEqual([2_000]);
  });
});

describe('connecting by a paste', () => {
  test('takes the whole address, after telling what was wrong with the first try', async () => {
    const { run, shown, deadEnd, type, terminal, look } = await consenting();
    const running = run({ browser: false });
    await shown();
    type('what do you want?');
    await terminal.waitFor(/neither an address nor a code/);
    type(await deadEnd());
    expect(await running).toBe(0);
    expect((await look()).credentials.list()).toHaveLength(1);
  });

  test('is the way when the port is in use', async () => {
    const { run, deadEnd, type, terminal, port } = await consenting();
    await occupy(port);
    const running = run({ browser: false });
    await terminal.waitFor(new RegExp(`Port ${port} is in use`));
    type(await deadEnd());
    expect(await running).toBe(0);
  });

  test('opens no browser with --no-browser', async () => {
    const { run, deadEnd, type, pages } = await consenting();
    const running = run({ browser: false });
    type(await deadEnd());
    await running;
    expect(pages).toEqual([]);
  });

  test('cannot be waited for when the port is in use and the input has ended', async () => {
    const { run, port, terminal } = await consenting();
    await occupy(port);
    terminal.input.end();
    const failure = await failureOf(run({ browser: false }));
    expect(failure).toMatchObject({ exitCode: 3, message: expect.stringContaining('Nobody can answer') });
  });
});

describe('nothing is stored', () => {
  test('when the athlete declines', async () => {
    const { run, look, simulator, pages } = await consenting();
    simulator.consent.decision = 'deny';
    expect(await failureOf(run())).toMatchObject({ kind: 'not_connected', exitCode: 3 });
    expect((await look()).credentials.list()).toEqual([]);
    expect(await pages[0]).toMatchObject({ status: 400, text: expect.stringContaining('You declined') });
  });

  test('when a needed permission is missing, and the code is not spent', async () => {
    const { run, look, simulator, pages } = await consenting();
    simulator.consent.untick = ['profile:read_all', 'activity:read_all'];
    const failure = await failureOf(run());
    expect(failure).toMatchObject({ exitCode: 3, advice: expect.stringContaining('--force') });
    expect(failure.message).toContain('profile:read_all: without it, your full profile');
    expect(failure.message).toContain('activity:read_all: without it');
    expect((await look()).credentials.list()).toEqual([]);
    expect(simulator.requestsTo('/oauth/token')).toEqual([]);
    expect(await pages[0]).toMatchObject({ status: 400, text: expect.stringContaining('profile:read_all') });
  });

  test('when the client secret is wrong', async () => {
    const { run, look } = await consenting({ STRAVA_CLIENT_SECRET: 'not-the-secret' });
    expect(await failureOf(run())).toMatchObject({ exitCode: 2, fault: 'invalid_client' });
    expect((await look()).credentials.list()).toEqual([]);
  });

  test('when the application is inactive', async () => {
    const { run, look, simulator } = await consenting();
    simulator.inactive = true;
    expect(await failureOf(run())).toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('inactive'),
    });
    expect((await look()).credentials.list()).toEqual([]);
  });

  test('when it is stopped while it waits', async () => {
    const { run, shown, controller, look } = await consenting();
    const running = failureOf(run({ browser: false }));
    await shown();
    controller.abort(new Stopped());
    expect(await running).toMatchObject({ exitCode: 3, message: 'Stopped before anything was connected.' });
    expect((await look()).credentials.list()).toEqual([]);
  });

  test('when Strava cannot be reached for the exchange', async () => {
    const { run, look, simulator } = await consenting();
    simulator.faults.add({ path: '/oauth/token', kind: 'reset', every: 1 });
    expect(await failureOf(run())).toMatchObject({ exitCode: 6 });
    expect(simulator.requestsTo('/oauth/token')).toHaveLength(3);
    expect((await look()).credentials.list()).toEqual([]);
  });

  test('and nothing is asked without client id and secret, when nobody can be asked for them', async () => {
    const { context, terminal } = await person({ STRAVA_CLIENT_SECRET: '' });
    const failure = await failureOf(bootstrap(context, { browser: false, force: false }));
    expect(failure).toMatchObject({ exitCode: 2, message: expect.stringContaining('STRAVA_CLIENT_SECRET') });
    expect(terminal.lines).toEqual([]);
  });
});
