import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findItem, want } from '../../src/archive/coverage.ts';
import { toInstant } from '../../src/clock.ts';
import { Failure } from '../../src/errors.ts';
import { parseJson } from '../../src/json.ts';
import { resources } from '../../src/resources/index.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { SWEEPS } from '../../src/sync/deleted.ts';
import { runItem } from '../../src/sync/runner.ts';
import { toWireJson } from '../simulator/wire-json.ts';
import { sized } from '../support/soak.ts';
import { worldOf } from './world-of.ts';

/** A JSON value of any kind: nested, long, with lone surrogates, beyond the numbers of SQLite. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    { points: 'abc' },
    [],
    [null],
    '\ud800',
    'x'.repeat(5_000),
    2n ** 80n,
    -1,
    61.5,
    1e300,
  ),
);

/** Where to change an answer: the choice at each depth, and how deep. */
const place = fc.record({ path: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), value: anything });

/** The answer with one value replaced, a different one for each path. */
function changed(answer: unknown, [choice = 0, ...path]: number[], value: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return value;
  const keys = Object.keys(answer);
  const key = keys[choice % Math.max(1, keys.length)];
  if (key === undefined) return value;
  const inner = path.length === 0 ? value : changed((answer as Record<string, unknown>)[key], path, value);
  return Array.isArray(answer) ? answer.with(Number(key), inner) : { ...answer, [key]: inner };
}

test('whatever an answer is, its item does not stay as it was, and nothing is left half-done', async () => {
  const { app, archive, athleteId, clock, simulator } = await worldOf(6);
  const summaries = simulator.truth().summaries();
  const id = String(summaries.find(({ manual }) => !manual)?.id);
  const items: Record<string, string> = {
    activity: id,
    streams: id,
    gear: simulator.truth().gearIds()[0] ?? '',
  };
  let change = (text: string) => text;
  const kind = { kind: 'changed', change: (text: string) => change(text) } as const;
  simulator.faults.add({ path: '/api/v3', every: 1, kind });
  simulator.limits.setLimits({ overall: [1e6, 1e6], read: [1e6, 1e6] });
  const now = () => clock.now();
  const client = app.passContext.clientFor(athleteId);
  const { media } = app.passContext;
  const context = {
    ...{ athleteId, client, media, archive, resources, zone: 'UTC', now },
    ...{ isConnected: () => true, isGranted: () => true },
    ...{ sweep: SWEEPS.keep, keptSince: () => undefined },
  };

  const attempt = async (name: string, places: { path: number[]; value: unknown }[]) => {
    clock.advance(1_000);
    change = (text) =>
      toWireJson(places.reduce((answer, { path, value }) => changed(answer, path, value), parseJson(text)));
    const resource = resources.find((each) => each.name === name);
    if (!resource) throw new Error(`There is no resource ${name}.`);
    const item = items[name] ?? String(athleteId);
    const key = { athleteId, resource: name, item };
    immediate(archive, () => want(archive, key, toInstant(clock.now()), null));
    const before = findItem(archive, key);
    const error = await runItem({ resource, item, itemDate: null, position: 1 }, context).catch((e) => e);
    expect(findItem(archive, key)).not.toEqual(before);
    expect(error === undefined || error instanceof Failure, String(error)).toBe(true);
    expect(archive.$client.inTransaction).toBe(false);
    expect(archive.$client.pragma('foreign_key_check')).toEqual([]);
  };
  const names = fc.constantFrom(...resources.map(({ name }) => name));
  const places = fc.array(place, { minLength: 1, maxLength: 3 });
  await fc.assert(fc.asyncProperty(names, places, attempt), { numRuns: sized(30, 3_000) });
});
