import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { service } from '../../src/commands/service.ts';
import { type Machine, onCalendar, UNITS } from '../../src/commands/service-units.ts';
import { tempDir } from '../support/temp-dir.ts';
import { failureOf, person } from './person.ts';

const MACHINE: Machine = {
  user: 'jo',
  node: process.execPath,
  main: '/srv/my app/dist/bin/main.js',
  folder: '/srv/my app',
  dataDir: '/srv/my app/data',
  written: [],
  read: ['/srv/my app'],
  syncCron: '17 * * * *',
  zone: 'Europe/Berlin',
};

const unit = (name: string, more: Partial<Machine> = {}) => UNITS[name]?.({ ...MACHINE, ...more }) ?? '';
const linesOf = (text: string, key: string) =>
  text.split('\n').flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));

describe('a unit of systemd', () => {
  test('starts this program with this node, and tells how to use it', () => {
    const worker = unit('worker');
    expect(linesOf(worker, 'ExecStart')).toEqual([
      `${process.execPath} --max-semi-space-size=1 --v8-pool-size=0 --optimize-for-size "/srv/my app/dist/bin/main.js" start`,
    ]);
    expect(linesOf(worker, 'User')).toEqual(['jo']);
    expect(linesOf(worker, 'Environment')).toEqual(['"DATA_DIR=/srv/my app/data"']);
    expect(linesOf(worker, 'Type')).toEqual(['notify']);
    expect(worker).toMatch(/^# \/etc\/systemd\/system\/athlete-archive\.service\n/);
    expect(linesOf(unit('sync'), 'ExecStart')[0]).toMatch(/ sync$/);
    expect(linesOf(unit('sync'), 'Type')).toEqual(['oneshot']);
  });

  test('writes its own folders only', () => {
    const text = unit('worker', { written: ['/mnt/backup'] });
    expect(linesOf(text, 'ProtectSystem')).toEqual(['strict']);
    expect(linesOf(text, 'ReadWritePaths')).toEqual(['"-/srv/my app/data"', '-/mnt/backup']);
  });

  test('sees of homes what it needs, and nothing else', () => {
    const home = '/home/jo/app';
    const text = unit('worker', {
      ...{ main: `${home}/dist/bin/main.js`, folder: home, dataDir: `${home}/data`, read: [home] },
      node: '/home/jo/.nvm/versions/node/v24/bin/node',
    });
    expect(linesOf(text, 'ProtectHome')).toEqual(['tmpfs']);
    expect(linesOf(text, 'BindReadOnlyPaths')).toEqual([
      '-/home/jo/.nvm/versions/node/v24',
      `-${home}/dist/bin`,
      `-${home}`,
    ]);
    expect(linesOf(text, 'BindPaths')).toEqual([`-${home}/data`]);
  });

  test('has its data kept by systemd where that is its place', () => {
    const text = unit('worker', { dataDir: '/var/lib/athlete-archive' });
    expect(linesOf(text, 'StateDirectory')).toEqual(['athlete-archive']);
    expect(linesOf(text, 'ReadWritePaths')).toEqual([]);
  });

  test.each([
    ['17 * * * *', '*-*-* *:17:0 Europe/Berlin'],
    ['*/15 6-8 * * *', '*-*-* 6,7,8:0,15,30,45:0 Europe/Berlin'],
    ['30 0 4 1,15 * *', '*-*-1,15 4:0:30 Europe/Berlin'],
    ['0 4 * 6 mon-fri', 'Mon,Tue,Wed,Thu,Fri *-6-* 4:0:0 Europe/Berlin'],
    ['0 4 * * 7', 'Sun *-*-* 4:0:0 Europe/Berlin'],
  ])('is timed by the schedule: %s', (cron, calendar) => {
    expect(onCalendar(cron, 'Europe/Berlin')).toBe(calendar);
    expect(linesOf(unit('timer', { syncCron: cron }), 'OnCalendar')).toEqual([calendar]);
  });

  test('has no words for the last day of a month', () => {
    expect(() => onCalendar('0 4 L * *', 'UTC')).toThrow('cannot have the schedule "0 4 L * *"');
  });
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.runIf(hasSystemd)('systemd itself', () => {
  test.each(['worker', 'sync', 'timer'])('finds nothing wrong with the unit %s', (name) => {
    const folder = tempDir();
    const main = join(folder, 'main.js');
    writeFileSync(main, '');
    const more = { main, folder, dataDir: folder, user: 'root' };
    for (const each of ['sync', name]) {
      const file = `athlete-archive${each === 'worker' ? '.service' : each === 'sync' ? '-sync.service' : '-sync.timer'}`;
      writeFileSync(join(folder, file), unit(each, more));
      const { stderr } = spawnSync('systemd-analyze', ['verify', join(folder, file)], { encoding: 'utf8' });
      expect(stderr).toBe('');
    }
  });

  test('calls the worker safe: at most 2.0', () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'athlete-archive.service'), unit('worker'));
    const report = execFileSync(
      'systemd-analyze',
      ['security', '--offline=true', '--json=short', join(folder, 'athlete-archive.service')],
      { encoding: 'utf8' },
    );
    const exposure = (JSON.parse(report) as { exposure?: string }[]).reduce(
      (sum, { exposure: each }) => sum + Number(each ?? 0),
      0,
    );
    expect(exposure).toBeLessThanOrEqual(2);
  });
});

describe('service', () => {
  test('prints a unit for this machine', async () => {
    const { context, terminal, dataDir } = await person();
    expect(await service(context, 'worker', { user: 'jo' })).toBe(0);
    const text = Buffer.concat(terminal.chunks).toString();
    expect(linesOf(text, 'User')).toEqual(['jo']);
    expect(linesOf(text, 'WorkingDirectory')).toEqual([process.cwd()]);
    expect(linesOf(text, 'Environment')).toEqual([`DATA_DIR=${dataDir}`]);
  });

  test.runIf(process.getuid?.() === 0)('does not make root run it unasked', async () => {
    const { context } = await person();
    expect(await failureOf(service(context, 'worker', {}))).toMatchObject({ exitCode: 2 });
  });

  test.each(['nonsense', 'toString'])('knows no unit %s', async (name) => {
    const { context } = await person();
    expect(await failureOf(service(context, name, { user: 'jo' }))).toMatchObject({
      exitCode: 2,
      advice: 'There are worker, sync and timer.',
    });
  });
});
