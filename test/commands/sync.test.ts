import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { sync } from '../../src/commands/sync.ts';
import { Stopped } from '../../src/errors.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { rowsOf } from '../archive/open-archive.ts';
import type { Simulator } from '../simulator/index.ts';
import { connectGrant } from '../support/app.ts';
import { ARCHIVE_LINE } from '../support/terminal.ts';
import { failureOf, person } from './person.ts';

const ONCE = { untilDone: false };
const WRONG = { path: '/api/v3', kind: 'wrong-shape', every: 1 } as const;

describe('one pass by command', () => {
  test('archives, and says what', async () => {
    const { context, connect, terminal } = await person();
    const { app } = await connect();
    expect(await sync(context, ONCE)).toBe(0);
    expect(terminal.lines).toEqual([
      ARCHIVE_LINE,
      'Jördis: archived athlete and stats (2 items, 2 requests).',
    ]);
    expect(rowsOf(app.archive, 'sync_runs')).toMatchObject([{ trigger: 'command', outcome: 'ok' }]);
  });

  test('says when the clock of this machine is not that of Strava', async () => {
    const clock = { now: () => Date.now() - 9 * 3_600_000 };
    const { context, connect, terminal } = await person({}, { clock });
    await connect();
    expect(await sync(context, ONCE)).toBe(0);
    expect(terminal.text()).toMatch(
      /The clock of this machine is 9 hours ahead of Strava's, .* set its clock\./,
    );
  });

  test('says once that Strava begins to send what is not understood', async () => {
    const { context, connect, terminal, simulator } = await person();
    await connect();
    const change = (text: string) => text.replace(/"firstname":"[^"]*"/, '"firstname":7');
    simulator.faults.add({ path: /athlete$/, every: 1, kind: { kind: 'changed', change } });
    for (let n = 0; n < 2; n++) expect(await sync(context, ONCE)).toBe(0);
    const said =
      'Strava begins to send values in athlete that this version does not understand. They are kept, ';
    expect(terminal.text().split(said)).toHaveLength(2);
  });

  test('counts what is left only where somebody looks on', async () => {
    const { context, connect } = await person();
    await connect();
    const prepared = vi.spyOn(Sqlite.prototype, 'prepare');
    onTestFinished(() => prepared.mockRestore());
    await sync(context, ONCE);
    const counts = prepared.mock.calls.filter(([sql]) => /count\(\*\).*group by/.test(sql));
    expect(counts).toEqual([]);
  });

  test.each<[number, string, (simulator: Simulator) => unknown, RegExp]>([
    [
      6,
      'nothing is as it should be',
      ({ faults }) => faults.add(WRONG),
      /archived nothing \(0 items, 2 requests\)\. Strava sent/,
    ],
    [
      6,
      'one item is not',
      ({ faults }) => faults.add({ ...WRONG, times: 1 }),
      /archived stats \(1 item, 2 requests\)\. Strava sent/,
    ],
    [
      4,
      'the application is inactive',
      (s) => Object.assign(s, { inactive: true }),
      /archived nothing \(0 items, 1 request\)\..*inactive/,
    ],
    [3, 'the authorization is lost', (s) => s.revoke(s.consent.athleteId), /bootstrap/],
    [
      0,
      'the budget is spent',
      (s) => s.limits.holdUsage([0, 1_000]),
      /archived nothing \(0 items, 1 request\)\. More is left; the request budget lets it go on \w{3}, \d/,
    ],
    [
      0,
      'it heals by a retry',
      ({ faults }) => faults.add({ path: '/api/v3/athlete', kind: 'reset' }),
      /archived athlete and stats \(2 items, 3 requests\)\.$/,
    ],
  ])('ends with %i when %s', async (code, _when, spoil, says) => {
    const { context, connect, simulator, terminal } = await person();
    await connect();
    spoil(simulator);
    expect(await sync(context, ONCE)).toBe(code);
    expect(terminal.lines).toEqual([ARCHIVE_LINE, expect.stringMatching(says)]);
  });

  test('ends with 2 when the client secret is wrong', async () => {
    const { context, connect } = await person({ STRAVA_CLIENT_SECRET: 'not-the-secret' });
    await connect({ expiresInSeconds: 60 });
    expect(await sync(context, ONCE)).toBe(2);
  });

  test('ends with 3 when one of two athletes has revoked, and archives the other', async () => {
    const { context, connect, simulator, terminal } = await person();
    const { app, athleteId } = await connect();
    connectGrant(app, simulator, { athleteId: simulator.world.athletes[1]?.detail.id ?? 0 });
    simulator.revoke(athleteId);
    expect(await sync(context, ONCE)).toBe(3);
    expect(terminal.text()).toContain('Tomás: archived athlete and stats');
    expect(terminal.text()).toContain(`athlete ${athleteId}: archived nothing`);
  });

  test('fails when nobody is connected', async () => {
    const { context, simulator } = await person();
    expect(await failureOf(sync(context, ONCE))).toMatchObject({ kind: 'not_connected', exitCode: 3 });
    expect(simulator.requests).toEqual([]);
  });

  test('ends with 0 when it is stopped, keeping what it has', async () => {
    const { context, connect, simulator, controller, terminal } = await person();
    const { app, athleteId } = await connect();
    simulator.faults.add({ path: `/api/v3/athletes/${athleteId}`, kind: 'hang' });
    const running = sync(context, ONCE);
    await expect.poll(() => simulator.requests, { interval: 5 }).toHaveLength(2);
    controller.abort(new Stopped());
    expect(await running).toBe(0);
    expect(rowsOf(app.archive, 'sync_runs')).toMatchObject([{ outcome: 'stopped' }]);
    expect(terminal.text()).toContain('Jördis: archived athlete (1 item, 2 requests).');
  });

  test('waits for a pass of another process, and says so', async () => {
    const { context, connect, dataDir, terminal, simulator } = await person();
    await connect();
    const held = tryLock(dataDir, 'pass');
    const running = sync(context, ONCE);
    await terminal.waitFor(/Another process works on the archive/);
    expect(simulator.requests).toEqual([]);
    held?.[Symbol.dispose]();
    expect(await running).toBe(0);
    expect(simulator.requests).toHaveLength(2);
  });

  test('says that nothing is left when the other process did it all', async () => {
    const { context, connect, dataDir, terminal, simulator } = await person();
    const { app, athleteId } = await connect();
    const held = tryLock(dataDir, 'pass');
    const running = sync(context, ONCE);
    await terminal.waitFor(/Another process works on the archive/);
    const run = app.runs.start(athleteId, 'schedule', Date.now());
    app.runs.finish(run, { outcome: 'ok', requests: 2, retries: 0 }, Date.now());
    held?.[Symbol.dispose]();
    expect(await running).toBe(0);
    expect(terminal.lines.at(-1)).toBe('Another process has just archived everything; nothing to do.');
    expect(simulator.requests).toEqual([]);
  });
});
