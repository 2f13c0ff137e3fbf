import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openCredentials } from '../../src/auth/credentials.ts';
import { tempDir } from '../support/temp-dir.ts';
import { strangePair } from './setup.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const SCOPES = ['read', 'profile:read_all'];
const first = strangePair('first', 1_000);
const second = strangePair('second', 2_000);
const third = strangePair('third', 3_000);

function open(dataDir = tempDir()) {
  const credentials = openCredentials(dataDir);
  let isOpen = true;
  const close = () => {
    if (isOpen) credentials[Symbol.dispose]();
    isOpen = false;
  };
  onTestFinished(close);
  const refreshToken = (athleteId: number) => credentials.find(athleteId)?.pair.refreshToken.reveal();
  return { dataDir, credentials, refreshToken, close };
}

const files = (dataDir: string) =>
  ['credentials.db', 'credentials.db-wal', 'credentials.db-shm']
    .map((name) => join(dataDir, name))
    .filter((path) => existsSync(path));
const modes = (dataDir: string) => files(dataDir).map((path) => statSync(path).mode & 0o777);

describe('the file', () => {
  test('is for its owner only, with what SQLite puts beside it', () => {
    const { dataDir, credentials } = open();
    credentials.connect(7, first, SCOPES, NOW);
    expect(files(dataDir).length).toBeGreaterThanOrEqual(2);
    expect(new Set(modes(dataDir))).toEqual(new Set([0o600]));
  });

  test('is for its owner only again after a copy of it was put back, with what SQLite puts beside it', () => {
    const { dataDir, credentials, close } = open();
    credentials.connect(7, first, SCOPES, NOW);
    close();
    chmodSync(join(dataDir, 'credentials.db'), 0o644);
    const again = open(dataDir);
    again.credentials.rotate(7, second, NOW);
    expect(files(dataDir).length).toBeGreaterThanOrEqual(2);
    expect(new Set(modes(dataDir))).toEqual(new Set([0o600]));
  });

  test('holds no token any more after it was removed', () => {
    const { dataDir, credentials, close } = open();
    credentials.connect(7, first, SCOPES, NOW);
    credentials.rotate(7, second, NOW);
    credentials.remove(7);
    close();
    const left = files(dataDir)
      .map((path) => readFileSync(path, 'latin1'))
      .join('');
    expect(left).not.toMatch(/unknown-(access|refresh)-token/);
  });

  test('that is no database is a failure of the archive’s kind', () => {
    const dataDir = tempDir();
    writeFileSync(
      join(dataDir, 'credentials.db'),
      'this is not a database, but long enough to be looked at'.repeat(20),
    );
    expect(() => openCredentials(dataDir)).toThrowError(
      expect.objectContaining({ kind: 'archive', exitCode: 5 }),
    );
  });
});

describe('a connection', () => {
  test('is what was stored, also for the next process', () => {
    const { dataDir, credentials, close } = open();
    credentials.connect(7, first, SCOPES, NOW);
    close();
    const connection = open(dataDir).credentials.find(7);
    expect(connection).toMatchObject({
      athleteId: 7,
      previous: undefined,
      scopes: SCOPES,
      connectedAt: '2026-11-24T10:00:00Z',
      refreshedAt: '2026-11-24T10:00:00Z',
      refusedAt: undefined,
    });
    expect(connection?.pair.accessToken.equals(first.accessToken)).toBe(true);
    expect(connection?.pair.refreshToken.equals(first.refreshToken)).toBe(true);
    expect(connection?.pair.expiresAt).toBe(1_000);
  });

  test('never shows its tokens when printed', () => {
    const { credentials } = open();
    credentials.connect(7, first, SCOPES, NOW);
    credentials.rotate(7, second, NOW);
    const printed =
      JSON.stringify(credentials.list()) +
      inspect(credentials.list(), { depth: 9 }) +
      String(credentials.find(7)?.pair.accessToken);
    expect(printed).not.toMatch(/unknown-(access|refresh)-token/);
    expect(printed).toContain('[secret]');
  });

  test('can be undone: nobody is connected then', () => {
    const { credentials } = open();
    const undo = credentials.connect(7, first, SCOPES, NOW);
    undo();
    expect(credentials.list()).toEqual([]);
  });

  test('can be undone: the former one is back with all that was known of it', () => {
    const { credentials, refreshToken } = open();
    credentials.connect(7, first, SCOPES, NOW);
    credentials.rotate(7, second, NOW + 1_000);
    credentials.refuse(7, NOW + 2_000);
    const before = credentials.find(7);
    const undo = credentials.connect(7, third, ['read'], NOW + 3_000);
    expect(credentials.find(7)).toMatchObject({
      refusedAt: undefined,
      previous: undefined,
      scopes: ['read'],
    });
    undo();
    expect(inspect(credentials.find(7))).toBe(inspect(before));
    expect(refreshToken(7)).toBe(second.refreshToken.reveal());
    expect(credentials.find(7)?.previous?.refreshToken.equals(first.refreshToken)).toBe(true);
  });
});

describe('a household of two', () => {
  test('has two connections that do not touch each other', () => {
    const { credentials, refreshToken } = open();
    credentials.connect(9, second, ['read'], NOW);
    const undo = credentials.connect(7, first, SCOPES, NOW);
    expect(credentials.list().map(({ athleteId }) => athleteId)).toEqual([7, 9]);
    credentials.rotate(7, third, NOW);
    credentials.refuse(7, NOW);
    credentials.confirm(7);
    expect(credentials.find(9)).toMatchObject({
      previous: undefined,
      refusedAt: undefined,
      scopes: ['read'],
    });
    expect(refreshToken(9)).toBe(second.refreshToken.reveal());
    undo();
    expect(credentials.list().map(({ athleteId }) => athleteId)).toEqual([9]);
    credentials.remove(7);
    expect(refreshToken(9)).toBe(second.refreshToken.reveal());
  });
});

describe('a rotation', () => {
  test('keeps the former pair until it is confirmed, and only that one', () => {
    const { credentials, refreshToken } = open();
    credentials.connect(7, first, SCOPES, NOW);
    credentials.rotate(7, second, NOW + 60_000);
    expect(refreshToken(7)).toBe(second.refreshToken.reveal());
    expect(credentials.find(7)?.previous?.refreshToken.equals(first.refreshToken)).toBe(true);
    expect(credentials.find(7)).toMatchObject({
      connectedAt: '2026-11-24T10:00:00Z',
      refreshedAt: '2026-11-24T10:01:00Z',
    });
    credentials.rotate(7, third, NOW);
    expect(credentials.find(7)?.previous?.refreshToken.equals(second.refreshToken)).toBe(true);
    credentials.confirm(7);
    expect(credentials.find(7)?.previous).toBeUndefined();
    expect(refreshToken(7)).toBe(third.refreshToken.reveal());
  });

  test('forgets that the pair before was refused', () => {
    const { credentials } = open();
    credentials.connect(7, first, SCOPES, NOW);
    credentials.refuse(7, NOW);
    expect(credentials.find(7)?.refusedAt).toBe('2026-11-24T10:00:00Z');
    credentials.rotate(7, second, NOW);
    expect(credentials.find(7)?.refusedAt).toBeUndefined();
  });

  test('of somebody who is not connected connects nobody', () => {
    const { credentials } = open();
    credentials.rotate(7, first, NOW);
    credentials.refuse(7, NOW);
    expect(credentials.list()).toEqual([]);
  });
});
