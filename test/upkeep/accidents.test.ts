import { cpSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Failure, sentence } from '../../src/errors.ts';
import { runPass } from '../../src/sync/pass.ts';
import { backUp } from '../../src/upkeep/backup.ts';
import { restore } from '../../src/upkeep/restore.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { connected } from '../support/connected.ts';
import { tempDir } from '../support/temp-dir.ts';
import { expectTruth } from '../sync/history-truth.ts';
import { archiveAll, type History, historyOf } from '../sync/history-world.ts';

const ARCHIVE = 'athlete,stats,activities,gear,activity,streams';

/** A life that went on after its last backup; the program is not running. */
async function backedUp() {
  const history = await historyOf({ activities: 12, environment: { ARCHIVE } });
  await archiveAll(history);
  const backup = join(tempDir(), 'mine');
  backUp(history.dataDir, backup);
  const { id } = history.simulator.addActivity({ name: 'After the backup', gear_id: null });
  await archiveAll(history);
  history.app[Symbol.dispose]();
  return { history, backup, id, path: join(history.dataDir, 'archive.db') };
}

/** The program started again; what it says where it cannot be. */
async function started({ simulator, clock, dataDir }: History): Promise<History | string> {
  try {
    return await connected({ simulator, clock, dataDir, grant: 'stored', environment: { ARCHIVE } });
  } catch (error) {
    if (error instanceof Failure && error.kind === 'archive') return sentence(error);
    throw error;
  }
}

/** After this, the archive equals what Strava has, as if nothing had happened. */
async function expectWhole(history: History): Promise<void> {
  const again = await started(history);
  if (typeof again === 'string') throw new Error(again);
  await archiveAll(again);
  expectTruth(again.archive.$client, again.truth(), again.athleteId);
  again.app[Symbol.dispose]();
}

const damage = (path: string, from: number, to: number) =>
  writeFileSync(path, readFileSync(path).fill(7, from, to));

describe('a restored backup and a pass make an archive whole again', () => {
  // One life for all of them: each accident befalls a copy.
  const ACCIDENTS: [accident: string, happen: (path: string) => void, said?: RegExp][] = [
    ['the file is gone', (path) => rmSync(path)],
    ['the file is empty', (path) => writeFileSync(path, '')],
    [
      'the file is something else',
      (path) => writeFileSync(path, 'x'.repeat(50_000)),
      /damaged or no SQLite file.*restore/,
    ],
    ['its first page is overwritten', (path) => damage(path, 0, 4_096), /damaged or no SQLite file.*restore/],
    ['half of it is lost', (path) => truncateSync(path, (statSync(path).size / 8192) * 4096), /damaged/],
    ['pages in the middle are overwritten', (path) => damage(path, 4_096 * 8, 4_096 * 60)],
  ];

  test(`when ${ACCIDENTS.map(([accident]) => accident).join(', ')}`, async () => {
    const { history, backup } = await backedUp();
    for (const [accident, happen, said] of ACCIDENTS) {
      const dataDir = tempDir();
      cpSync(history.dataDir, dataDir, { recursive: true });
      happen(join(dataDir, 'archive.db'));
      if (said) expect(await started({ ...history, dataDir }), accident).toMatch(said);
      restore(dataDir, backup, { stamp: '20261130T120000Z', force: true });
      await expectWhole({ ...history, dataDir });
    }
  });

  test('when the images are gone', async () => {
    const environment = { ARCHIVE: 'activities,activity,photos,photo_files' };
    const { simulator, pass, backfill, dataDir, sql, app } = await connected({ environment });
    const { id } = simulator.addActivity();
    simulator.addPhoto(id);
    await pass();
    await backfill();
    const backup = join(tempDir(), 'mine');
    backUp(dataDir, backup);
    const [{ media_path = '' } = {}] = sql<{ media_path: string }>(
      "SELECT media_path FROM photos WHERE media_path <> ''",
    );
    const image = readFileSync(join(dataDir, media_path));
    app[Symbol.dispose]();
    rmSync(join(dataDir, 'media'), { recursive: true });
    restore(dataDir, backup, { stamp: '20261130T120000Z', force: true });
    expect(readFileSync(join(dataDir, media_path))).toEqual(image);
  });
});

describe('without a backup', () => {
  test('what was not yet written into the file by a killed program comes again', async () => {
    const { history, path } = await backedUp();
    const lost = await started(history);
    if (typeof lost === 'string') throw new Error(lost);
    lost.simulator.addActivity({ name: 'In the log alone', gear_id: null });
    await archiveAll(lost);
    // As a copy of the one file by `cp`: the log beside it is not there.
    const elsewhere = tempDir();
    cpSync(path, join(elsewhere, 'archive.db'));
    cpSync(join(history.dataDir, 'credentials.db'), join(elsewhere, 'credentials.db'));
    lost.app[Symbol.dispose]();
    await expectWhole({ ...history, dataDir: elsewhere });
  });

  test('lost tokens cost a bootstrap and nothing else', async () => {
    const { history } = await backedUp();
    const { dataDir, simulator, clock } = history;
    for (const end of ['', '-wal', '-shm']) rmSync(join(dataDir, `credentials.db${end}`), { force: true });
    const { app } = await testApp({ simulator, clock, dataDir, environment: { ARCHIVE } });
    expect(await runPass(app.passContext, { trigger: 'command' })).toEqual([]);
    connectGrant(app, simulator, { expiresInSeconds: 1_000 * 86_400 });
    app[Symbol.dispose]();
    await expectWhole(history);
  });

  test('damaged tokens are said, and cost no more', async () => {
    const { history } = await backedUp();
    const path = join(history.dataDir, 'credentials.db');
    damage(path, 0, 4_096);
    expect(await started(history)).toMatch(/credentials\.db .*damaged: delete it and run .*bootstrap/);
    rmSync(path);
    const { app } = await testApp({ ...history, environment: { ARCHIVE } });
    connectGrant(app, history.simulator, { expiresInSeconds: 1_000 * 86_400 });
    app[Symbol.dispose]();
    await expectWhole(history);
  });

  test('a moved folder is the same archive', async () => {
    const { history } = await backedUp();
    const moved = join(tempDir(), 'elsewhere');
    cpSync(history.dataDir, moved, { recursive: true });
    rmSync(history.dataDir, { recursive: true });
    await expectWhole({ ...history, dataDir: moved });
    expect(existsSync(history.dataDir)).toBe(false);
  });
});

test('a machine that was set back to an earlier state has tokens that Strava knows no more: bootstrap, and all is well', async () => {
  const { simulator, clock, app, dataDir, pass, backfill, restart } = await connected({
    ...{ environment: { ARCHIVE }, strava: { activities: 3 } },
  });
  await pass();
  await backfill();
  app[Symbol.dispose]();
  const snapshot = join(tempDir(), 'snapshot');
  cpSync(dataDir, snapshot, { recursive: true });
  clock.advance(7 * 3_600_000);
  const later = await restart();
  expect(await runPass(later.passContext, { trigger: 'command' })).toMatchObject([{ outcome: 'ok' }]);
  later[Symbol.dispose]();
  rmSync(dataDir, { recursive: true });
  cpSync(snapshot, dataDir, { recursive: true });
  const setBack = await restart();
  const [report] = await runPass(setBack.passContext, { trigger: 'command' });
  expect(report).toMatchObject({ outcome: 'unauthorized' });
  expect(sentence(report?.error)).toMatch(/bootstrap/);
  connectGrant(setBack, simulator);
  expect(await runPass(setBack.passContext, { trigger: 'command' })).toMatchObject([{ outcome: 'ok' }]);
});
