import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eraseDeleted, forgetAthlete, isUnerased } from '../../src/archive/forget.ts';
import { archivePath, openArchive } from '../../src/archive/open.ts';
import { countRows } from '../../src/archive/sizes.ts';
import { runBackfill } from '../../src/sync/backfill.ts';
import { runPass } from '../../src/sync/pass.ts';
import type { Simulator } from '../simulator/index.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { LONG_ENOUGH, simulate } from '../support/simulator.ts';
import { tempDir } from '../support/temp-dir.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { newArchive } from './open-archive.ts';

const FEW = 12;

/** What the archive holds of these athletes once everything is archived. */
async function archived(simulator: Simulator, clock: VirtualClock, athleteIds: number[]) {
  const { app } = await testApp({
    ...{ simulator, clock },
    environment: { ARCHIVE: '' },
  });
  for (const athleteId of athleteIds) connectGrant(app, simulator, { athleteId });
  await runPass(app.passContext, { trigger: 'command' });
  await runBackfill(app.passContext, {});
  return app.archive;
}

/** An archive with everything of two athletes, and how many rows of each there are where there is nobody else. */
async function archivedOnce() {
  const clock = new VirtualClock();
  const simulator = await simulate({ clock, activities: FEW, brevity: LONG_ENOUGH });
  simulator.world.athletes[1]?.activities.splice(FEW);
  simulator.limits.setLimits({ overall: [100_000, 100_000], read: [100_000, 100_000] });
  const [one, other] = simulator.world.athletes.map(({ detail }) => detail.id);
  if (!one || !other) throw new Error('The world has two athletes.');
  const file = (await archived(simulator, clock, [one, other])).$client.serialize();
  const alone: Record<number, Record<string, number>> = {};
  for (const id of [one, other]) alone[id] = countRows(await archived(simulator, clock, [id]));
  return { file, one, other, alone };
}

let known: ReturnType<typeof archivedOnce> | undefined;

/** Two athletes of whom everything is archived, in one archive of the running test. */
async function household() {
  known ??= archivedOnce();
  const { file, one, other, alone } = await known;
  const dataDir = tempDir();
  writeFileSync(archivePath(dataDir), file);
  const archive = openArchive(dataDir);
  onTestFinished(() => void archive.$client.close());
  return { archive, dataDir, one, other, rowsOfOne: (id: number) => alone[id] ?? {} };
}

describe('counting rows', () => {
  test('names every table of ours and no other, nor what repeats them', () => {
    const archive = newArchive();
    const tables = archive.$client
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '[a-z]*' AND name NOT GLOB 'search*'",
      )
      .pluck()
      .all() as string[];
    const ours = tables.filter((name) => !name.startsWith('sqlite'));
    expect(ours).toEqual(expect.arrayContaining(['activities', 'coverage', 'documents', 'sync_runs']));
    expect(countRows(archive)).toEqual(Object.fromEntries(ours.map((table) => [table, 0])));
  });

  test('counts what is there', async () => {
    const { archive, one, other, rowsOfOne } = await household();
    const [ofOne, ofOther] = [rowsOfOne(one), rowsOfOne(other)];
    const sums = Object.entries(ofOne).map(([table, count]) => [table, count + (ofOther[table] ?? 0)]);
    expect(countRows(archive)).toEqual({ ...Object.fromEntries(sums), request_budget: 4 });
    expect(countRows(archive)).toMatchObject({ athletes: 2, stats_totals: 18 });
  });
});

describe('forgetting an athlete', () => {
  test.each([0, 1])('deletes every row of theirs and none of the others: %i', async (index) => {
    const { archive, one, other, rowsOfOne } = await household();
    const [gone, left] = index === 0 ? [one, other] : [other, one];
    // Points of streams that no code fits are rare, and nothing has changed or was deleted yet.
    for (const [table, count] of Object.entries(countRows(archive)))
      if (!['stream_values', 'activity_changes', 'deleted_activities'].includes(table))
        expect(count, table).toBeGreaterThan(0);
    forgetAthlete(archive, gone);
    expect(countRows(archive)).toEqual(rowsOfOne(left));
    expect(archive.$client.prepare('SELECT id FROM athletes').pluck().all()).toEqual([left]);
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
    const copy = join(dataDir, 'archive.db.before-migration-0002');
    archive.$client.prepare('VACUUM INTO ?').run(copy);
    forgetAthlete(archive, one);
    expect(existsSync(copy)).toBe(false);
  });

  test('that cannot be finished is remembered in the file until it is', async () => {
    const { archive, one } = await household();
    forgetAthlete(archive, one);
    expect(isUnerased(archive)).toBe(false);
    archive.$client.exec('PRAGMA user_version = 1; BEGIN');
    expect(() => eraseDeleted(archive)).toThrow(
      expect.objectContaining({
        exitCode: 5,
        message: expect.stringContaining('what they held is still in the file. '),
        advice: expect.stringContaining('same command again'),
      }),
    );
    archive.$client.exec('COMMIT');
    expect(isUnerased(archive)).toBe(true);
    eraseDeleted(archive);
    expect(isUnerased(archive)).toBe(false);
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
