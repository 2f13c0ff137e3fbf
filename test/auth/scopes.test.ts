import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingScopes, parseScopes } from '../../src/auth/scopes.ts';

const ALL = ['read', 'read_all', 'profile:read_all', 'activity:read_all'];
const scope = fc.constantFrom(...ALL, 'activity:read', 'profile:write', 'activity:write');
const scopes = fc.uniqueArray(scope);

describe('a list of scopes', () => {
  test('is read with commas, spaces, or both', () => {
    const separators = fc.constantFrom(',', ' ', ', ', '\n', ',,');
    fc.assert(
      fc.property(scopes, separators, (list, separator) => {
        expect(parseScopes(list.join(separator))).toEqual(list);
        expect(parseScopes(` ${list.join(separator)} `)).toEqual(list);
      }),
    );
  });

  test('may be empty', () => {
    expect(parseScopes('')).toEqual([]);
    expect(parseScopes(' , ')).toEqual([]);
  });
});

describe('missing scopes', () => {
  test('are none when all is granted, also with more than was asked for', () => {
    expect(missingScopes(ALL, [...ALL, 'activity:write'])).toEqual([]);
  });

  test.each([
    ['read', true, 'public profile'],
    ['profile:read_all', true, 'weight'],
    ['read_all', false, 'private routes'],
    ['activity:read_all', false, 'private activities'],
  ])('name %s, whether it is needed (%s), and what is lost without it', (name, needed, loses) => {
    const [gap, ...others] = missingScopes(
      ALL,
      ALL.filter((other) => other !== name),
    );
    expect(gap).toMatchObject({ scope: name, needed });
    expect(gap?.loses).toContain(loses);
    expect(others).toEqual([]);
  });

  test('name the needed ones even when they were not asked for', () => {
    expect(missingScopes(['activity:read'], ['activity:read']).map((gap) => gap.scope)).toEqual([
      'read',
      'profile:read_all',
    ]);
  });

  test('do not name activity:read when activity:read_all is granted', () => {
    expect(missingScopes(['activity:read'], ALL)).toEqual([]);
    expect(missingScopes(['activity:read'], ['read', 'profile:read_all'])).toHaveLength(1);
  });

  test('are asked or needed, never granted, and never named twice', () => {
    fc.assert(
      fc.property(scopes, scopes, (asked, granted) => {
        const names = missingScopes(asked, granted).map((gap) => gap.scope);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) {
          expect(granted).not.toContain(name);
          expect([...asked, 'read', 'profile:read_all']).toContain(name);
        }
      }),
    );
  });
});
