import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resources } from '../../src/resources/index.ts';

const ids = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(String);

describe('the resources', () => {
  test('have names of their own', () => {
    const names = resources.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z_]*$/);
  });

  describe.each(resources.map((resource) => [resource.name, resource] as const))('%s', (_name, resource) => {
    test('asks for an address below the API, the same for the same item and page', () => {
      fc.assert(
        fc.property(ids, fc.integer({ min: 1, max: 1_000 }), (id, page) => {
          const request = resource.request(id, page);
          expect(request.path).toMatch(/^\/[\w/]*\w$/);
          expect(resource.request(id, page)).toEqual(request);
        }),
      );
    });

    test('asks for another page of a list only', () => {
      const pages = [1, 2, 3].map((page) => JSON.stringify(resource.request('42', page)));
      expect(new Set(pages).size).toBe(resource.plan === 'list' ? 3 : 1);
    });

    test('refuses what it does not know', () => {
      const lists = resource.plan === 'list' ? [[7], [null], [{ unexpected: true }]] : [[]];
      fc.assert(
        fc.property(ids, (id) => {
          for (const json of [null, undefined, 7, 'text', {}, { unexpected: true }, ...lists])
            expect(() => resource.accept(id, json)).toThrow();
        }),
      );
    });
  });

  test('stand in the order of their priority', () => {
    const asked = resources.map(({ plan, request }) => `${plan} ${request('42', 1).path}`);
    expect(asked).toEqual([
      'snapshot /athlete',
      'snapshot /athletes/42/stats',
      'list /athlete/activities',
      'item /gear/42',
      'item /activities/42',
      'item /activities/42/streams',
    ]);
  });
});
