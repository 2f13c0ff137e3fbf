import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forgetAthlete } from '../../src/archive/forget.ts';
import { countRows } from '../../src/archive/sizes.ts';
import { runPass } from '../../src/sync/pass.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { simulate } from '../support/simulator.ts';
import { newArchive } from './open-archive.ts';

const PER_ATHLETE = { athletes: 1, athlete_snapshots: 1, stats_snapshots: 1, stats_totals: 9, sync_runs: 1 };

async function household() {
  const simulator = await simulate();
  const { app, dataDir } = await testApp({ simulator });
  const [one, other] = simulator.world.athletes.map(({ detail }) => detail.id);
  if (!one || !other) throw new Error('The world has two athletes.');
  for (const athleteId of [one, other]) connectGrant(app, simulator, { athleteId });
  await runPass(app.passContext, { trigger: 'command' });
  return { archive: app.archive, dataDir, one, other };
}

describe('counting rows', () => {
  test('names every table of ours and no other', () => {
    expect(countRows(newArchive())).toEqual({
      athlete_snapshots: 0,
      athletes: 0,
      request_budget: 0,
      stats_snapshots: 0,
      stats_totals: 0,
      sync_runs: 0,
    });
  });

  test('counts what is there', async () => {
    const { archive } = await household();
    const twice = Object.fromEntries(Object.entries(PER_ATHLETE).map(([table, n]) => [table, 2 * n]));
    expect(countRows(archive)).toEqual({ ...twice, request_budget: 4 });
  });
});

describe('forgetting an athlete', () => {
  test('deletes every row of theirs and none of the others', async () => {
    const { archive, one, other } = await household();
    forgetAthlete(archive, one);
    expect(countRows(archive)).toEqual({ ...PER_ATHLETE, request_budget: 4 });
    expect(archive.$client.prepare('SELECT id FROM athletes').pluck().all()).toEqual([other]);
    expect(archive.$client.pragma('foreign_key_check')).toEqual([]);
  });

  test('leaves nothing of them in the file', async () => {
    const { archive, one, other } = await household();
    const file = () => archive.$client.serialize();
    expect(file().includes('Jördis')).toBe(true);
    forgetAthlete(archive, one);
    expect(file().includes('Jördis')).toBe(false);
    expect(file().includes('Tomás')).toBe(true);
    forgetAthlete(archive, other);
    expect(file().includes('Tomás')).toBe(false);
  });

  test('deletes the copy from before the last migration too', async () => {
    const { archive, dataDir, one } = await household();
    const copy = join(dataDir, 'archive.db.before-migration');
    archive.$client.prepare('VACUUM INTO ?').run(copy);
    forgetAthlete(archive, one);
    expect(existsSync(copy)).toBe(false);
  });

  test('leaves the archive watching over foreign keys', async () => {
    const { archive, one } = await household();
    forgetAthlete(archive, one);
    const orphan = `INSERT INTO stats_totals VALUES (${one}, '2026-01-01', 'all', 'run', 1, 1, 1, 1, 1, NULL, '')`;
    expect(() => archive.$client.exec(orphan)).toThrow(/FOREIGN KEY/);
  });

  test('of whom nothing is known changes nothing', async () => {
    const { archive } = await household();
    const before = countRows(archive);
    forgetAthlete(archive, 1);
    expect(countRows(archive)).toEqual(before);
  });
});
