import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { serve } from '../../src/commands/serve.ts';
import { start } from '../../src/commands/start.ts';
import { sync } from '../../src/commands/sync.ts';
import { Stopped } from '../../src/errors.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { freePort } from '../support/free-port.ts';
import { tempDir } from '../support/temp-dir.ts';
import { failureOf, occupy, person } from './person.ts';

const CALM = { SYNC_CRON: '4 3 1 2 *' };

/** A person whose archive has had a pass. */
async function archived(more: Record<string, string> = {}) {
  const port = await freePort();
  const at = await person({ ...CALM, HTTP_PORT: String(port), ...more });
  const { app } = await at.connect();
  await sync(at.context, { untilDone: false });
  at.terminal.lines.length = 0;
  return { ...at, app, port, origin: `http://127.0.0.1:${port}` };
}

describe('the pages by command', () => {
  test('are there until it is stopped', async () => {
    const { context, controller, terminal, origin, dataDir } = await archived();
    const running = serve(context);
    expect(await terminal.waitFor(/Ctrl-C/)).toContain(`${dataDir}/archive.db at ${origin} (Ctrl-C ends it)`);
    const answer = await fetch(`${origin}/`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<h1>Overview</h1>')]);
    controller.abort(new Stopped());
    expect(await running).toBe(0);
    await expect(fetch(origin)).rejects.toThrow();
  });

  test('show a copy, or the folder of a backup, on any port', async () => {
    const { context, controller, terminal, app } = await archived();
    const folder = join(tempDir(), 'backup');
    mkdirSync(folder);
    app.archive.$client.prepare('VACUUM INTO ?').run(join(folder, 'archive.db'));
    const port = await freePort();
    const running = serve(context, folder, { port });
    await terminal.waitFor(/Ctrl-C/);
    const html = await (await fetch(`http://127.0.0.1:${port}/archive`)).text();
    expect(html).toContain(`This is a copy: ${folder}/archive.db`);
    expect(html).not.toContain('Sync now');
    controller.abort(new Stopped());
    await running;
  });

  test('say why they are not there', async () => {
    const { context, port } = await archived();
    expect(await failureOf(serve(context, '/no/such/archive.db'))).toMatchObject({
      kind: 'usage',
      exitCode: 2,
    });
    await occupy(port);
    expect(await failureOf(serve(context))).toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining(`Port ${port}`),
    });
    const nobody = await person();
    expect(await failureOf(serve(nobody.context))).toMatchObject({ kind: 'archive', exitCode: 5 });
    const open = await archived({ HTTP_HOST: '0.0.0.0' });
    expect(await failureOf(serve(open.context))).toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('HTTP_PASSWORD'),
    });
  });
});

describe('the pages of a worker', () => {
  test('are beside its health, and ask it for a pass', async () => {
    const { context, controller, terminal, origin, app } = await archived();
    const running = start(context);
    await terminal.waitFor(/^Look at it/m);
    expect(terminal.text()).toContain(`Look at it: ${origin}`);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    const html = await (await fetch(`${origin}/archive`)).text();
    expect(html).toContain('Sync now');
    const passes = () => rowsOf(app.archive, 'sync_runs').length;
    const before = passes();
    const refused = await fetch(`${origin}/archive/sync`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(refused.status).toBe(403);
    expect((await fetch(`${origin}/archive/sync`, { method: 'POST' })).status).toBe(403);
    const asked = await fetch(`${origin}/archive/retry`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin },
    });
    expect([asked.status, asked.headers.get('location')]).toEqual([303, '/archive']);
    await expect.poll(passes, { interval: 5 }).toBe(before + 1);
    controller.abort(new Stopped());
    expect(await running).toBe(0);
  });

  test('are closed to others without a password, and the archive goes on', async () => {
    const { context, controller, terminal, origin } = await archived({ HTTP_HOST: '0.0.0.0' });
    const running = start(context);
    await terminal.waitFor(/^Look at it/m);
    const answer = await fetch(`${origin}/`);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('Set HTTP_PASSWORD')]);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    controller.abort(new Stopped());
    expect(await running).toBe(0);
  });
});
