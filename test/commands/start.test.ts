import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { start } from '../../src/commands/start.ts';
import { sync } from '../../src/commands/sync.ts';
import { Stopped } from '../../src/errors.ts';
import { version } from '../../src/package.ts';
import { becomeWorker } from '../../src/worker/instance.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { freePort } from '../support/free-port.ts';
import { beImpatient } from '../support/locked.ts';
import { failureOf, occupy, person } from './person.ts';

// Far from now whenever the tests run.
const CALM = { SYNC_CRON: '4 3 1 2 *' };

describe('the worker by command', () => {
  test('says what it does, and ends with 0 when it is stopped', async () => {
    const { context, connect, controller, terminal, dataDir, simulator } = await person(CALM);
    await connect();
    await sync(context, { untilDone: false });
    terminal.lines.length = 0;
    const running = start(context);
    const said = await terminal.waitFor(/^Archiving/);
    expect(said).toMatch(
      new RegExp(
        `^Archiving Jördis into ${dataDir}/archive.db. Schedule: At 03:04.* \\(Europe/Berlin\\). Next run: \\w+, 1 Feb \\d{4}, 03:04.$`,
      ),
    );
    controller.abort(new Stopped());
    expect(await running).toBe(0);
    expect(terminal.lines.at(-1)).toBe('Stopped.');
    expect(simulator.requests).toHaveLength(2);
  });

  test('catches up at its start when nothing is archived yet', async () => {
    const { context, connect, controller } = await person(CALM);
    const { app } = await connect();
    const running = start(context);
    const runs = () => rowsOf(app.archive, 'sync_runs');
    await expect.poll(runs, { interval: 5 }).toMatchObject([{ trigger: 'catch-up', outcome: 'ok' }]);
    controller.abort(new Stopped());
    expect(await running).toBe(0);
  });

  test('answers /healthz while it runs, and not afterwards', async () => {
    const port = await freePort();
    const { context, connect, controller, terminal } = await person({ ...CALM, HTTP_PORT: String(port) });
    await connect();
    await sync(context, { untilDone: false });
    const running = start(context);
    await terminal.waitFor(/^Archiving/);
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      ok: true,
      nextRun: expect.stringContaining('-02-01T02:04:00Z'),
    });
    controller.abort(new Stopped());
    await running;
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  });

  test('answers /healthz where HTTP_HOST says, and nowhere else', async () => {
    const port = await freePort();
    const where = { HTTP_HOST: '127.0.0.2', HTTP_PORT: String(port) };
    const { context, connect, controller, terminal } = await person({ ...CALM, ...where });
    await connect();
    const running = start(context);
    await terminal.waitFor(/^Archiving/);
    expect((await fetch(`http://127.0.0.2:${port}/healthz`)).headers.get('content-type')).toContain('json');
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    controller.abort(new Stopped());
    await running;
  });

  test('archives without /healthz when its port is in use', async () => {
    const port = await freePort();
    await occupy(port);
    const { context, connect, controller, terminal } = await person({ ...CALM, HTTP_PORT: String(port) });
    await connect();
    const running = start(context);
    await terminal.waitFor(/^Archiving/);
    controller.abort(new Stopped());
    expect(await running).toBe(0);
  });

  test('on a terminal fails when nobody is connected, and leaves the place free', async () => {
    const { context, dataDir, terminal } = await person(CALM);
    terminal.interactive = true;
    expect(await failureOf(start(context))).toMatchObject({ kind: 'not_connected', exitCode: 3 });
    becomeWorker(dataDir, 0)[Symbol.dispose]();
  });

  test('waits for a connection where nobody is at a terminal, and its health says so', async () => {
    const port = await freePort();
    const { context, connect, controller, terminal, environment } = await person({
      ...CALM,
      HTTP_PORT: String(port),
    });
    const isOfApp = ([name]: [string, string]) => name.startsWith('STRAVA_CLIENT_');
    let now = Object.fromEntries(Object.entries(environment).filter((each) => !isOfApp(each)));
    const running = start({
      ...{ terminal, signal: context.signal },
      // As the program has it: read anew each time.
      get environment() {
        return now;
      },
    });
    expect(await terminal.waitFor(/Waiting/)).toMatch(
      /^Nobody is connected yet in .+\. Run `.*bootstrap` first\. Waiting for that\.$/,
    );
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { ok: false, reason: expect.stringContaining('Nobody is connected yet') },
    ]);
    now = environment;
    const { app } = await connect();
    await terminal.waitFor(/^Archiving/);
    await expect
      .poll(() => rowsOf(app.archive, 'sync_runs'), { interval: 5 })
      .toMatchObject([{ outcome: 'ok' }]);
    controller.abort(new Stopped());
    expect(await running).toBe(0);
  });

  test('that waits for a connection ends when it is stopped', async () => {
    const { context, controller, terminal } = await person(CALM);
    const running = start(context);
    await terminal.waitFor(/Waiting/);
    controller.abort(new Stopped());
    await expect(running).rejects.toThrow(Stopped);
  });

  test('tells what is new since the worker before', async () => {
    const { context, connect, controller, terminal, dataDir } = await person(CALM);
    await connect();
    becomeWorker(dataDir, 0)[Symbol.dispose]();
    const holder = join(dataDir, 'locks', 'worker.json');
    writeFileSync(holder, JSON.stringify({ ...JSON.parse(readFileSync(holder, 'utf8')), version: '0.2.0' }));
    const running = start(context);
    await terminal.waitFor(/^Archiving/);
    expect(terminal.lines.slice(0, 3)).toEqual([
      `The worker before was athlete-archive 0.2.0; this is ${version}.`,
      'What is new (the CHANGELOG has all of it):',
      expect.stringMatching(/^ {2}\d/),
    ]);
    controller.abort(new Stopped());
    await running;
    expect(JSON.parse(readFileSync(holder, 'utf8'))).toMatchObject({ version });
  });

  test('fails beside another worker', async () => {
    beImpatient();
    const { context, connect, dataDir, simulator } = await person(CALM);
    await connect();
    using _place = becomeWorker(dataDir, Date.now());
    const failure = await failureOf(start(context));
    expect(failure).toMatchObject({
      exitCode: 5,
      message: expect.stringContaining(`process ${process.pid}`),
    });
    expect(simulator.requests).toEqual([]);
  });
});
