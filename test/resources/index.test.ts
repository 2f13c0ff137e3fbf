import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resources } from '../../src/resources/index.ts';

describe('the resources', () => {
  test('have names of their own', () => {
    const names = resources.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z_]*$/);
  });

  test.each(resources.map((resource) => [resource.name, resource] as const))(
    '%s asks for an address below the API, and refuses what is no object',
    (_name, resource) => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (athleteId) => {
          for (const id of resource.due({ athleteId })) {
            const { path } = resource.request(id);
            expect(path).toMatch(/^\/[\w/]*\w$/);
            for (const json of [null, undefined, 7, 'text', [], { unexpected: true }])
              expect(() => resource.accept(id, json)).toThrow();
          }
        }),
      );
    },
  );

  test('are due for the athlete in the order of their priority', () => {
    const asked = resources.flatMap((resource) =>
      resource.due({ athleteId: 42 }).map((id) => resource.request(id).path),
    );
    expect(asked).toEqual(['/athlete', '/athletes/42/stats']);
  });
});
