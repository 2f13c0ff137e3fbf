import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resources } from '../../src/resources/index.ts';
import { looker, worldOf } from '../sync/world-of.ts';
import { recordings } from './recorded.ts';

const ids = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(String);

describe('the resources', () => {
  test('have names of their own', () => {
    const names = resources.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z_]*$/);
  });

  // A file has an address of its own.
  const asked = resources.filter(({ reads }) => reads !== 'file');

  describe.each(asked.map((resource) => [resource.name, resource] as const))('%s', (_name, resource) => {
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

    test('refuses what it does not know', async () => {
      const spoken = (await recordings()).find((one) => one.resource === resource);
      // A list is taken element by element: what is odd in it costs itself.
      const lists = Array.isArray(spoken?.answer) ? [] : [[]];
      fc.assert(
        fc.property(ids, (id) => {
          for (const json of [null, undefined, 7, 'text', {}, { unexpected: true }, ...lists])
            expect(() => resource.accept(id, json)).toThrow();
        }),
      );
    });
  });

  test('stand so that a pass asks for a detail before its recording', async () => {
    const { simulator, pass } = await worldOf(6);
    const look = looker(simulator);
    await pass();
    const asked = look();
    const recorded = simulator
      .truth()
      .summaries()
      .filter(({ manual }) => !manual);
    expect(recorded.length).toBeGreaterThan(3);
    for (const { id } of recorded) {
      const [detail, recording] = [`/activities/${id}`, `/activities/${id}/streams`].map((path) =>
        asked.indexOf(path),
      );
      expect(detail, `${id}`).toBeGreaterThan(0);
      expect(recording, `${id}`).toBeGreaterThan(detail ?? 0);
    }
  });
});
