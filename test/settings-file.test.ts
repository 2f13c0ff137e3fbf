import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../src/errors.ts';
import { readSettings, unreadable, withValues, writeSettings } from '../src/settings-file.ts';
import { expectHelpful } from './http/faults.ts';
import { tempDir } from './support/temp-dir.ts';

const VALUES = { STRAVA_CLIENT_ID: '12345', STRAVA_CLIENT_SECRET: 'f00dfeedf00dfeed' };

describe('a file of settings with new values', () => {
  test('is made of them alone when there was none', () => {
    expect(withValues('', VALUES)).toBe('STRAVA_CLIENT_ID=12345\nSTRAVA_CLIENT_SECRET=f00dfeedf00dfeed\n');
  });

  test('keeps every other line as it was, in its order', () => {
    const before =
      '# mine\nTZ=Europe/Berlin\n\nSTRAVA_CLIENT_ID=old\n  STRAVA_CLIENT_SECRET = "older"\nDATA_DIR=./x # here\n\n\n';
    expect(withValues(before, VALUES)).toBe(
      '# mine\nTZ=Europe/Berlin\n\nDATA_DIR=./x # here\nSTRAVA_CLIENT_ID=12345\nSTRAVA_CLIENT_SECRET=f00dfeedf00dfeed\n',
    );
  });

  test('keeps explanations and longer names that begin alike', () => {
    const before = '# STRAVA_CLIENT_ID=1234\nSTRAVA_CLIENT_ID_OLD=7\nMY_STRAVA_CLIENT_ID=8\n';
    expect(withValues(before, VALUES).startsWith(before)).toBe(true);
  });

  test('is the same when it is written again', () => {
    const once = withValues('TZ=UTC\n', VALUES);
    expect(withValues(once, VALUES)).toBe(once);
  });

  test('is read back as the values and everything that was there before', () => {
    const names = fc.constantFrom('TZ', 'DATA_DIR', 'SYNC_CRON', 'STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET');
    const line = fc.oneof(
      fc.tuple(names, fc.stringMatching(/^[\w/.:*]{0,12}$/)).map((pair) => pair.join('=')),
      fc.stringMatching(/^# [\w =]{0,20}$/),
      fc.constant(''),
    );
    const id = fc.stringMatching(/^\d{1,9}$/);
    const secret = fc.stringMatching(/^[0-9a-f]{40}$/);
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom('\n', '\r\n'),
        id,
        secret,
        (lines, end, clientId, clientSecret) => {
          const values = { STRAVA_CLIENT_ID: clientId, STRAVA_CLIENT_SECRET: clientSecret };
          const before = lines.join(end);
          expect(parse(withValues(before, values))).toEqual({ ...parse(before), ...values });
        },
      ),
    );
  });
});

/** A path for settings at which something is in the way. */
const spoilt = {
  'a folder': () => {
    const path = join(tempDir(), '.env');
    mkdirSync(path);
    return path;
  },
  'a link that leads nowhere': () => {
    const path = join(tempDir(), '.env');
    symlinkSync('./gone/for-good', path);
    return path;
  },
  'a link to itself': () => {
    const path = join(tempDir(), '.env');
    symlinkSync('.env', path);
    return path;
  },
};
const WAYS = Object.entries(spoilt);

function failureOf(read: () => unknown): Failure {
  try {
    read();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('It could be read.');
}

describe('settings that cannot be read', () => {
  test.each(WAYS)('because there is %s are a failure in a sentence', (_what, make) => {
    const path = make();
    const failure = failureOf(() => readSettings(path));
    expect(failure).toMatchObject({ kind: 'configuration', exitCode: 2 });
    expectHelpful(failure);
    expect(failure.message).toMatch(
      / in .+\.env cannot be read: it is a (folder|link that leads nowhere)\.$/,
    );
  });

  // As root, whom nothing is denied, this is all that can be tested of it.
  test.each(['EACCES', 'EPERM'])('because of %s are a failure in a sentence', (code) => {
    const error = Object.assign(new Error(`${code}: denied, open '/x/.env'`), { code });
    const failure = unreadable('/x/.env', error);
    expect(failure.message).toBe('The settings in /x/.env cannot be read: this user is not permitted to.');
    expectHelpful(failure);
  });

  test.each([
    ['with the mark of Windows', Buffer.from('\ufeffTZ=UTC\r\n', 'utf16le')],
    ['with the bytes the other way round', Buffer.from('\ufeffTZ=UTC\r\n', 'utf16le').swap16()],
    ['without a mark', Buffer.from('TZ=UTC\n', 'utf16le')],
  ])('because they are UTF-16 %s are a failure in a sentence', (_what, bytes) => {
    const path = join(tempDir(), '.env');
    writeFileSync(path, bytes);
    const failure = failureOf(() => readSettings(path));
    expect(failure).toMatchObject({ kind: 'configuration', exitCode: 2, advice: 'Save it as UTF-8.' });
    expect(failure.message).toMatch(/^The settings in .+\.env cannot be read: the text is UTF-16 /);
  });

  test('are none where there is no file, nor a folder for it', () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'file'), '');
    for (const path of ['.env', 'nothing/env', 'file/env'])
      expect(readSettings(join(folder, path))).toEqual({});
  });
});

test('settings of UTF-8 are read with the mark that some programs put first, and in other scripts', () => {
  const path = join(tempDir(), '.env');
  writeFileSync(path, '\ufeffTZ=UTC\nDATA_DIR=/srv/Läufe ⛰\n');
  expect(readSettings(path)).toEqual({ TZ: 'UTC', DATA_DIR: '/srv/Läufe ⛰' });
});

describe('writing settings', () => {
  test('makes the folder and the file, for the owner only, and keeps what was there', () => {
    const path = join(tempDir(), 'config', 'env');
    expect(writeSettings(path, { TZ: 'UTC' })).toBeUndefined();
    expect(writeSettings(path, VALUES)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(withValues('TZ=UTC\n', VALUES));
    expect([path, join(path, '..')].map((p) => statSync(p).mode & 0o777)).toEqual([0o600, 0o700]);
  });

  test.each(WAYS)('says in a sentence that there is %s', (_what, make) => {
    const path = make();
    expect(writeSettings(path, VALUES)).toMatch(
      /\.env cannot be written: it is a (folder|link that leads nowhere)\.$/,
    );
  });

  test('says in a sentence that a file stands where a folder is needed', () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'config'), '');
    expect(writeSettings(join(folder, 'config', 'env'), VALUES)).toMatch(/ cannot be written: \S.+\.$/);
  });
});
