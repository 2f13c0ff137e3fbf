import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { health } from '../../src/commands/health.ts';
import { start } from '../../src/commands/start.ts';
import { sync } from '../../src/commands/sync.ts';
import { Stopped } from '../../src/errors.ts';
import { becomeWorker } from '../../src/worker/instance.ts';
import { closedOrigin, serve } from '../http/serve.ts';
import { freePort } from '../support/free-port.ts';
import { tempDir } from '../support/temp-dir.ts';
import { person } from './person.ts';

const CALM = { SYNC_CRON: '4 3 1 2 *' };
const plain = { json: false };

/** A person whose worker, if it runs, answers at a port. */
async function atPort(more: Record<string, string> = {}) {
  const port = await freePort();
  return await person({ ...CALM, HTTP_PORT: String(port), ...more });
}

describe('the health of a worker', () => {
  test('is what it says of itself', async () => {
    const { context, connect, controller, terminal } = await atPort();
    await connect();
    const running = start(context);
    await terminal.waitFor(/^Archiving/);
    await expect.poll(() => health(context, plain)).toBe(0);
    expect(terminal.lines.at(-1)).toBe('The last good pass is as recent as the schedule promises.');
    expect(await health(context, { json: true })).toBe(0);
    expect(JSON.parse(terminal.lines.at(-1) ?? '')).toEqual({ ok: true, reason: expect.any(String) });
    controller.abort(new Stopped());
    await running;
    expect(await health({ ...context, signal: new AbortController().signal }, plain)).toBe(1);
    expect(terminal.lines.at(-1)).toMatch(/^No worker runs on .+: run `.*start`\.$/);
  });

  test('is bad while nobody is connected', async () => {
    const { context, terminal } = await atPort();
    void start(context).catch(() => {});
    await terminal.waitFor(/Waiting/);
    expect(await health(context, plain)).toBe(1);
    expect(terminal.lines.at(-1)).toMatch(/^Nobody is connected yet/);
  });

  test('is asked on this machine where it listens on all addresses', async () => {
    const { context, connect, terminal } = await atPort({ HTTP_HOST: '0.0.0.0' });
    await connect();
    void start(context).catch(() => {});
    await terminal.waitFor(/^Archiving/);
    await expect.poll(() => health(context, plain)).toBe(0);
  });

  test('is bad where a worker runs that does not answer', async () => {
    const { context, terminal, dataDir } = await person({ HTTP_PORT: new URL(await closedOrigin()).port });
    using _place = becomeWorker(dataDir, 0);
    expect(await health(context, plain)).toBe(1);
    expect(terminal.lines.at(-1)).toMatch(/^The worker does not answer at http:\/\/127\.0\.0\.1:\d+:/);
  });

  test.each(['<h1>Welcome</h1>', '{"status":"up"}', '{"ok":true}'])(
    'is not what another program says: %s',
    async (body) => {
      const origin = await serve((_request, response) => response.end(body));
      const { context, dataDir } = await person({ HTTP_PORT: new URL(origin).port });
      using _place = becomeWorker(dataDir, 0);
      expect(await health(context, plain)).toBe(1);
    },
  );

  describe('that answers nobody', () => {
    test('is what the archive tells', async () => {
      const { context, connect, controller, terminal } = await person({ ...CALM, HTTP_PORT: 'off' });
      await connect();
      const running = start(context);
      await terminal.waitFor(/^Archiving/);
      await expect.poll(() => health(context, plain)).toBe(0);
      controller.abort(new Stopped());
      await running;
      expect(await health(context, plain)).toBe(1);
      expect(terminal.lines.at(-1)).toMatch(/^No worker runs/);
    });

    test('is bad where the nights have left no backup', async () => {
      const BACKUP_DIR = join(tempDir(), 'none');
      const { context, connect, terminal, dataDir } = await person({ ...CALM, HTTP_PORT: 'off', BACKUP_DIR });
      await connect();
      await sync(context, { untilDone: false });
      using _place = becomeWorker(dataDir, 0);
      expect(await health(context, plain)).toBe(1);
      expect(terminal.lines.at(-1)).toMatch(/^There is no backup in .+none yet: run `.*backup`/);
    });

    test('is bad where there is nothing to tell', async () => {
      const { context, terminal, dataDir } = await person({ HTTP_PORT: 'off' });
      using _place = becomeWorker(dataDir, 0);
      expect(await health(context, plain)).toBe(1);
      expect(terminal.lines.at(-1)).toBe('There is no archive yet.');
    });
  });
});
