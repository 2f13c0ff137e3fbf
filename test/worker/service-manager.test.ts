import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serviceManager } from '../../src/worker/service-manager.ts';
import { tempDir } from '../support/temp-dir.ts';

/** A machine with systemd, whose `systemd-notify` writes down what it is told. */
function systemd(
  more: Record<string, string> = {},
  script = 'echo "$NOTIFY_SOCKET $*" >> "$(dirname "$0")/told"',
) {
  const folder = tempDir();
  writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'systemd-notify'), 0o755);
  const logged: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  const environment = { NOTIFY_SOCKET: '/run/notify', PATH: `${folder}:${process.env.PATH}`, ...more };
  const manager = serviceManager(environment, log);
  onTestFinished(() => manager[Symbol.dispose]());
  const told = () => {
    const path = join(folder, 'told');
    return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  };
  return { manager, told, logged };
}

describe.runIf(process.platform !== 'win32')('systemd', () => {
  test('is told when the worker has begun and when it stops', async () => {
    const { manager, told, logged } = systemd();
    manager.ready('Archiving Jördis.');
    await expect.poll(told).toEqual(['/run/notify --ready --status=Archiving Jördis.']);
    manager.stopping();
    await expect.poll(told).toHaveLength(2);
    expect(told()[1]).toBe('/run/notify STOPPING=1');
    expect(logged).toEqual([]);
  });

  test('is told that the worker lives, twice as often as it wants', async () => {
    const { manager, told } = systemd({ WATCHDOG_USEC: '40000', WATCHDOG_PID: String(process.pid) });
    manager.ready('well');
    await expect.poll(() => told().filter((line) => line.endsWith(' WATCHDOG=1')).length).toBeGreaterThan(2);
  });

  test('hears of no life where it asks another process for it', async () => {
    const { manager, told } = systemd({ WATCHDOG_USEC: '2000', WATCHDOG_PID: '1' });
    manager.ready('well');
    await expect.poll(told).toHaveLength(1);
    manager.stopping();
    await expect.poll(told).toHaveLength(2);
    expect(told().join()).not.toContain('WATCHDOG');
  });

  test('that cannot be told is logged once, and stops nothing', async () => {
    const { manager, logged } = systemd({}, 'exit 1');
    manager.ready('well');
    manager.stopping();
    await expect.poll(() => logged.length).toBe(1);
    expect(logged[0]).toContain('systemd-notify ended with 1');
  });

  test('without its program is logged as well', async () => {
    const { manager, logged } = systemd({ PATH: '/nowhere' });
    manager.ready('well');
    await expect.poll(() => logged.length).toBe(1);
    expect(logged[0]).toContain('ENOENT');
  });

  test('that is not there is told nothing', async () => {
    const { manager, told, logged } = systemd({ NOTIFY_SOCKET: '' });
    manager.ready('well');
    manager.stopping();
    expect([told(), logged]).toEqual([[], []]);
  });
});
