import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultDataDir, fileForSettings, pathOf, settingsFiles } from '../src/places.ts';
import { tempDir } from './support/temp-dir.ts';

const HOME = '/home/jo';
const installed = (folder: string, environment = {}) => ({
  ...{ folder, checkout: false },
  environment: { HOME, ...environment },
});
const checkout = (folder: string) => ({ ...installed(folder, { XDG_DATA_HOME: '/else' }), checkout: true });

/** A folder in which the program has been used. */
function usedFolder(): string {
  const folder = tempDir();
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'archive.db'), '');
  return folder;
}

describe('the data', () => {
  test('of a checkout is in its folder', () => {
    expect(defaultDataDir(checkout('/srv/app'))).toBe('/srv/app/data');
  });

  test('of an installed program is below the home, wherever it is started', () => {
    expect(defaultDataDir(installed(tempDir()))).toBe('/home/jo/.local/share/athlete-archive');
    expect(defaultDataDir(installed(tempDir(), { XDG_DATA_HOME: '/big/disk' }))).toBe(
      '/big/disk/athlete-archive',
    );
  });

  test('is in the folder where an archive is already', () => {
    const folder = usedFolder();
    expect(defaultDataDir(installed(folder))).toBe(join(folder, 'data'));
  });

  test('is not in a folder that merely has data', () => {
    const folder = tempDir();
    mkdirSync(join(folder, 'data'));
    expect(defaultDataDir(installed(folder))).toBe('/home/jo/.local/share/athlete-archive');
  });

  test('is not where a relative XDG_DATA_HOME leads, which counts for nothing', () => {
    expect(defaultDataDir(installed(tempDir(), { XDG_DATA_HOME: 'share' }))).toBe(
      '/home/jo/.local/share/athlete-archive',
    );
  });
});

describe('the settings', () => {
  test('of a checkout are in its folder alone', () => {
    expect(settingsFiles(checkout('/srv/app'))).toEqual(['/srv/app/.env']);
    expect(fileForSettings(checkout('/srv/app'), {})).toBe('/srv/app/.env');
  });

  test('of an installed program are in the folder, then below the home', () => {
    expect(settingsFiles(installed('/tmp'))).toEqual(['/tmp/.env', '/home/jo/.config/athlete-archive/env']);
    expect(settingsFiles(installed('/tmp', { XDG_CONFIG_HOME: '/etc/xdg' }))).toEqual([
      '/tmp/.env',
      '/etc/xdg/athlete-archive/env',
    ]);
  });

  test('that are new go below the home, not to the .env of another program', () => {
    const folder = tempDir();
    expect(fileForSettings(installed(folder), {})).toBe('/home/jo/.config/athlete-archive/env');
    expect(fileForSettings(installed(folder), { DATABASE_URL: 'postgres:' })).toBe(
      '/home/jo/.config/athlete-archive/env',
    );
  });

  test.each(['STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET', 'DATA_DIR'])(
    'that are new go to the .env that has %s',
    (name) => {
      expect(fileForSettings(installed('/tmp'), { [name]: 'x' })).toBe('/tmp/.env');
    },
  );

  test('that are new go to the .env of a folder that is for the data itself, as in a container', () => {
    expect(fileForSettings(installed('/data', { DATA_DIR: '/data' }), {})).toBe('/data/.env');
    expect(fileForSettings(installed('/data', { DATA_DIR: '/elsewhere' }), {})).not.toBe('/data/.env');
  });

  test('that are new go to the .env beside an archive', () => {
    const folder = usedFolder();
    expect(fileForSettings(installed(folder), {})).toBe(join(folder, '.env'));
  });
});

test.each([
  ['~', HOME],
  ['~/', HOME],
  ['~/archive of mine', '/home/jo/archive of mine'],
  ['data', '/srv/app/data'],
  ['./~', '/srv/app/~'],
  ['a/~/b', '/srv/app/a/~/b'],
  ['/abs', '/abs'],
])('the path %s of a setting is %s', (setting, path) => {
  expect(pathOf(setting, '/srv/app', { HOME })).toBe(path);
});
