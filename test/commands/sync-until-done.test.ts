import { describe, expect, test } from 'vitest';
import { sync } from '../../src/commands/sync.ts';
import { Stopped } from '../../src/errors.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { CORE } from '../support/simulator.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { person } from './person.ts';

const LIST = '/api/v3/athlete/activities';
const DETAIL = /\/activities\/\d+$/;
const MINUTE = 60_000;
const AT_ONCE = { tries: 5, minDelayMs: 0, maxDelayMs: 0 };

/** Someone with a short history, on a virtual clock, who lets `sync` go on until it is done. */
async function patient(activities = 6) {
  const clock = new VirtualClock();
  const at = await person(CORE, { activities, clock });
  const { app, athleteId } = await at.connect({ expiresInSeconds: 100 * 86_400 });
  const passes = () =>
    rowsOf(app.archive, 'sync_runs').map(({ trigger, outcome }) => `${trigger} ${outcome}`);
  const open = () => rowsOf(app.archive, 'coverage', "status = 'pending' AND next_try_at IS NOT NULL");
  const untilDone = (more = {}) => sync(at.context, { untilDone: true, ...more }, { clock, retry: AT_ONCE });
  return { ...at, app, athleteId, clock, passes, open, untilDone };
}

describe('sync until it is done', () => {
  test.each([
    ['the list', LIST],
    ['a snapshot', /\/stats$/],
    ['the network', '/api/v3'],
  ])('goes on while %s fails, within minutes', async (_what, path) => {
    const { simulator, clock, untilDone, open, passes, terminal } = await patient();
    const kind = path === '/api/v3' ? 'reset' : 'wrong-shape';
    simulator.faults.add({ path, kind, every: 1 });
    const began = clock.now();
    const sleep = clock.sleep.bind(clock);
    clock.sleep = async (ms, signal) => {
      await sleep(ms, signal);
      if (clock.now() > began + 20 * MINUTE) simulator.faults.clear();
    };
    expect(await untilDone()).toBe(0);
    expect(open()).toEqual([]);
    expect(passes().filter((pass) => pass.startsWith('command'))).toHaveLength(4);
    expect(clock.now() - began).toBeLessThan(40 * MINUTE);
    expect(terminal.lines.at(-1)).toMatch(/^Jördis: archived athlete, .* requests\)\.$/);
    expect(terminal.notes.filter((note) => /waiting until \w{3}, 24 Nov/.test(note))).toHaveLength(3);
    expect(terminal.notes[0]).toMatch(/^Strava /);
  });

  test('goes on after a storm in which nobody was charged', async () => {
    const { simulator, clock, untilDone, open } = await patient(30);
    simulator.faults.add({
      path: /\/(activities\/\d+|streams)$/,
      kind: { status: 403, body: '{}' },
      every: 1,
    });
    const sleep = clock.sleep.bind(clock);
    clock.sleep = async (ms, signal) => {
      await sleep(ms, signal);
      simulator.faults.clear();
    };
    expect(await untilDone()).toBe(0);
    expect(open()).toEqual([]);
  });

  test('goes on over the end of the day when the pass could not begin before it', async () => {
    const { simulator, untilDone, passes, clock } = await patient();
    simulator.limits.setUsage({ read: [0, 1_000] });
    expect(await untilDone()).toBe(0);
    expect(passes()).toEqual(['command budget', 'command ok']);
    expect(clock.now()).toBeGreaterThan(Date.parse('2026-11-25T00:00:00Z'));
  });

  test('ends with 6 when only failed and parked items are left, and names them', async () => {
    const { simulator, untilDone, terminal, open } = await patient();
    const [first, second] = simulator
      .truth()
      .summaries()
      .filter(({ manual }) => !manual);
    simulator.faults.add({ path: new RegExp(`/activities/${first?.id}$`), kind: 'wrong-shape', every: 1 });
    simulator.faults.add({
      path: new RegExp(`/activities/${second?.id}/streams$`),
      kind: 'wrong-shape',
      every: 1,
    });
    expect(await untilDone()).toBe(6);
    expect(open()).toEqual([]);
    expect(terminal.lines.at(-2)).toMatch(
      / requests\)\. 2 items failed and will be asked for again, the first Tue, 24 Nov 2026, 12:0\d\.$/,
    );
    expect(terminal.lines.at(-1)).toContain('Nothing is left but 2 items that failed: ');
    for (const name of [`activity ${first?.id}`, `streams ${second?.id}`])
      expect(terminal.lines.at(-1)).toContain(name);
  });

  test('ends at once for what a person has to mend', async () => {
    const { simulator, untilDone, clock, passes } = await patient();
    simulator.inactive = true;
    expect(await untilDone()).toBe(4);
    expect([clock.slept, passes()]).toEqual([[], ['command inactive']]);
  });

  test('ends with 0 when it is stopped in a wait, and tells what it has', async () => {
    const { simulator, untilDone, clock, controller, terminal } = await patient();
    simulator.faults.add({ path: LIST, kind: 'wrong-shape', every: 1 });
    clock.sleep = async (_ms, signal) => {
      controller.abort(new Stopped());
      signal?.throwIfAborted();
    };
    expect(await untilDone()).toBe(0);
    expect(terminal.lines.at(-1)).toMatch(/^Jördis: archived athlete/);
  });

  test.each([
    ['nor for Strava when that fails', { status: 503 }, 6],
    ['nor for requests to be left', undefined, 0],
  ])('does not wait for what is only read again, %s', async (_what, kind, code) => {
    const { simulator, context, untilDone, clock, passes } = await patient();
    Object.assign(context.environment, { ARCHIVE: 'activities,activity' });
    await untilDone();
    clock.advance(20 * 86_400_000);
    await untilDone();
    clock.advance(80 * 86_400_000);
    if (kind) simulator.faults.add({ path: DETAIL, kind, every: 1 });
    simulator.limits.setLimits({ read: [10, 50], overall: [10, 50] });
    const [began, before] = [clock.now(), passes().length];
    expect(await untilDone()).toBe(code);
    expect(clock.now()).toBe(began);
    expect(passes().slice(before)).toEqual(['command ok', 'backfill ok']);
  });

  test('ends at its number of requests', async () => {
    const { simulator, untilDone } = await patient();
    simulator.faults.add({ path: LIST, kind: 'wrong-shape', every: 1 });
    expect(await untilDone({ maxRequests: 8 })).toBe(6);
    expect(simulator.requestsTo('/api/v3').length).toBe(8);
  });
});

describe('sync with an item that fails', () => {
  test('is a good one, and says how many and when they come again', async () => {
    const { simulator, context, clock, terminal, app } = await patient();
    simulator.faults.add({ path: DETAIL, kind: 'wrong-shape', nth: 1 });
    expect(await sync(context, { untilDone: false }, { clock })).toBe(0);
    expect(terminal.lines.at(-1)).toMatch(
      /^Jördis: .*\)\. 1 item failed and will be asked for again, the first Tue, 24 Nov 2026, 12:00\.$/,
    );
    expect(rowsOf(app.archive, 'sync_runs')[0]).toMatchObject({
      outcome: 'ok',
      error: expect.stringMatching(/^activity: Strava sent an answer of an unknown shape/),
    });
  });
});
