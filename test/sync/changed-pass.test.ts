import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../src/json.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dump } from '../archive/dump.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { changes, withChanges } from '../resources/changed-answer.ts';
import { toWireJson } from '../simulator/wire-json.ts';
import { sized } from '../support/soak.ts';
import { worldOf } from './world-of.ts';

/** A history of which every third answer about a single thing is changed; the others are as Strava gave them. */
async function spoilt(how: Parameters<typeof withChanges>[1][]) {
  const world = await worldOf(8, { limits: { read: [10_000, 100_000] } });
  let next = 0;
  const change = (text: string) => toWireJson(withChanges(parseJson(text), how[next++ % how.length] ?? []));
  const path = /\/(activities\/\d+(\/streams)?|gear\/\w+)$/;
  world.simulator.faults.add({ path, every: 3, kind: { kind: 'changed', change } });
  return { ...world, changed: () => next };
}

test('changed answers cost no other item anything, and no item stays as it was', async () => {
  for (const seed of Array.from({ length: sized(2, 40) }, (_, i) => i)) {
    const how = fc.sample(changes, { numRuns: 20, seed });
    const { archive, clock, pass, backfill, simulator, changed } = await spoilt(how);
    const [report] = await pass();
    clock.advance(60_000);
    await backfill();
    expect(['ok', 'partial'], `seed ${seed}`).toContain(report?.outcome);
    const lines = rowsOf(archive, 'coverage', "resource IN ('activity', 'streams', 'gear')");
    const odd = lines.filter(
      ({ status, note }) => !['done', 'not_applicable'].includes(String(status)) || note !== null,
    );
    expect(changed(), `seed ${seed}`).toBeGreaterThan(3);
    // An odd answer may also name gear that there is not.
    expect(odd.length, `seed ${seed}`).toBeLessThanOrEqual(2 * changed());
    for (const line of lines) expect(line.status, `seed ${seed}`).not.toBe('pending');
    expect(lines.length).toBeGreaterThan(simulator.truth().summaries().length);
    const before = dump(archive);
    expect(rebuildTables(archive), `seed ${seed}`).toEqual([]);
    expect(dump(archive), `seed ${seed}`).toEqual(before);
  }
});
