import { describe, expect, test } from 'vitest';
import { countRows } from '../../src/archive/sizes.ts';
import { status } from '../../src/commands/status.ts';
import { sync } from '../../src/commands/sync.ts';
import { loadConfig } from '../../src/config.ts';
import { chosenResources } from '../../src/resources/choice.ts';
import { resources } from '../../src/resources/index.ts';
import type { Status } from '../../src/status/report.ts';
import { CORE } from '../support/simulator.ts';
import { failureOf, person } from './person.ts';

const EVERY = resources.map(({ name }) => name);
/** All that need not be named. */
const ALL = resources.filter(({ optional }) => !optional).map(({ name }) => name);
const chosen = (text: string) =>
  chosenResources(loadConfig({ ARCHIVE: text }, { app: 'optional' }).archive).map(({ name }) => name);
const once = { untilDone: false };

describe('ARCHIVE', () => {
  test.each<[string, string[]]>([
    ['', ALL],
    ['  ', ALL],
    [ALL.join(','), ALL],
    [EVERY.join(','), EVERY],
    ['segment', ['segment']],
    ['segment,streams,-streams', ['segment']],
    ['streams,athlete', ['athlete', 'streams']],
    ['athlete athlete', ['athlete']],
    ['-streams', ALL.filter((name) => name !== 'streams')],
    ['-streams, -gear', ALL.filter((name) => name !== 'streams' && name !== 'gear')],
    ['activities,activity,-activity', ['activities']],
    [ALL.map((name) => `-${name}`).join(' '), []],
    [EVERY.map((name) => `-${name}`).join(' '), []],
  ])('"%s" means %j', (text, expected) => expect(chosen(text)).toEqual(expected));

  test('unset means everything but what has to be named', () => {
    const unset = chosenResources(loadConfig({}, { app: 'optional' }).archive);
    expect(unset.map(({ name }) => name)).toEqual(ALL);
  });

  test.each(['shoes', '-shoes', 'Streams', '-', '--streams', 'streams;gear'])(
    '"%s" is a fault of the configuration',
    (text) => {
      expect(() => chosen(text)).toThrow(
        expect.objectContaining({
          ...{ kind: 'configuration', exitCode: 2 },
          message: expect.stringContaining('ARCHIVE names'),
          advice: expect.stringContaining(EVERY.join(', ')),
        }),
      );
    },
  );

  test('with an unknown name ends a sync before it asks anything', async () => {
    const { context, connect, simulator } = await person({ ARCHIVE: 'shoes' }, { activities: 2 });
    const { environment } = context;
    const { ARCHIVE: _choice, ...without } = environment;
    await connect();
    expect(await failureOf(sync(context, once))).toMatchObject({ exitCode: 2 });
    expect(await failureOf(status(context, { json: true }))).toMatchObject({ exitCode: 2 });
    expect(simulator.requests).toEqual([]);
    expect(await status({ ...context, environment: without }, { json: true })).toBe(0);
  });
});

describe('what is left out', () => {
  test('is not asked for, nor counted as left', async () => {
    const { context, connect, simulator, terminal } = await person(
      { ARCHIVE: '-streams,-gear' },
      { activities: 3 },
    );
    const { app } = await connect();
    expect(await sync(context, once)).toBe(0);
    expect(simulator.requests.filter(({ path }) => /streams|gear/.test(path))).toEqual([]);
    expect(countRows(app.archive)).toMatchObject({ activities: 3, activity_streams: 0, gear: 0 });
    terminal.lines.length = 0;
    await status(context, { json: true });
    const { athletes } = JSON.parse(terminal.text()) as Status;
    const shown = athletes[0]?.coverage.map(({ resource }) => resource);
    expect(shown).toEqual(expect.arrayContaining(['athlete', 'stats', 'activities', 'activity']));
    for (const name of ['streams', 'gear']) expect(shown).not.toContain(name);
    expect(athletes[0]?.remaining?.requests).toBe(0);
  });

  test('is never deleted, and goes on when it is chosen again', async () => {
    const { context, connect, simulator } = await person({ ARCHIVE: '' }, { activities: 3 });
    const { app } = await connect();
    await sync(context, once);
    // But for the lines that say what is told of new activities.
    const { coverage: _, ...before } = countRows(app.archive);
    const environment = { ...context.environment, ARCHIVE: 'athlete,stats' };
    expect(await sync({ ...context, environment }, once)).toBe(0);
    expect(countRows(app.archive)).toMatchObject({ ...before, sync_runs: expect.any(Number) });
    simulator.addActivity();
    await sync({ ...context, environment }, once);
    expect(countRows(app.archive)).toMatchObject({ activities: 3 });
    await sync(context, once);
    expect(countRows(app.archive)).toMatchObject({ activities: 4 });
  });
});

describe('the status', () => {
  test('tells how complete each resource is, and what is left', async () => {
    const { context, connect, simulator, terminal } = await person(CORE, { activities: 40 });
    await connect();
    await sync(context, { untilDone: false, maxRequests: 20 });
    terminal.lines.length = 0;
    expect(await status(context, { json: true })).toBe(0);
    const [found] = (JSON.parse(terminal.text()) as Status).athletes;
    const coverage = found?.coverage ?? [];
    expect(coverage.map(({ resource }) => resource)).toEqual(CORE.ARCHIVE.split(','));
    const of = (name: string) => coverage.find(({ resource }) => resource === name);
    const manual = simulator
      .truth()
      .summaries()
      .filter((summary) => summary.manual).length;
    expect(of('athlete')).toMatchObject({ done: 1, pending: 0, failed: 0, parked: 0, absent: 0 });
    expect(of('streams')).toMatchObject({ not_applicable: manual });
    const { done = 0, pending = 0 } = of('activity') ?? {};
    expect([done + pending, done > 0, pending > 0]).toEqual([40, true, true]);
    const left = coverage.reduce((sum, each) => sum + each.pending, 0);
    expect(left).toBeGreaterThan(pending);
    expect(found?.remaining).toEqual({
      requests: left,
      finishesAt: expect.stringMatching(/^\d{4}-.*Z$/),
      limits: { quarter_hour: 100, day: 1_000 },
      first: { requests: left, finishesAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    });
    terminal.lines.length = 0;
    await status(context, { json: false });
    expect(terminal.text()).toMatch(
      new RegExp(`left +about \\d+ min: ${left} requests at 100 a quarter hour, 1,000 a day; done \\w{3}`),
    );
    expect(terminal.text()).toMatch(
      /archived +done +pending +absent +none +failed +parked\n {4}athlete +1 +0/,
    );
  });
});
