import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { expectNoSecrets } from '../support/no-secrets.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { randoms } from '../support/randoms.ts';
import { environmentFor, simulate } from '../support/simulator.ts';
import { sized } from '../support/soak.ts';
import { tempDir } from '../support/temp-dir.ts';
import { NO_LIMITS } from '../sync/history-world.ts';

const KILLS = sized(2, 100);
const PHOTOS = 60;

const filesIn = (dataDir: string): string[] =>
  readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.startsWith('media/') && statSync(join(dataDir, name), { throwIfNoEntry: false })?.isFile(),
  );

/** The files of photos and the rows that refer to them. */
function inspect(dataDir: string) {
  const archive = new Sqlite(join(dataDir, 'archive.db'), { readonly: true });
  const rows = archive.prepare('SELECT url, sha256, bytes, media_path FROM photos').all() as {
    url: string;
    sha256: string | null;
    bytes: number | null;
    media_path: string | null;
  }[];
  const undone = "SELECT count(*) FROM coverage WHERE status <> 'done' AND resource LIKE 'photo%'";
  const left = archive.prepare(undone).pluck().get() as number;
  archive.close();
  return { rows, left, files: filesIn(dataDir) };
}

it(`has every photo to the byte though it is killed ${KILLS} times on the way`, async () => {
  const settings = { latency: [0, 12] } as const;
  const simulator = await simulate({ activities: 6, limits: NO_LIMITS, settings });
  const { app, dataDir } = await testApp({ simulator });
  const truth = simulator.truth(connectGrant(app, simulator));
  const [{ id } = { id: 0 }] = truth.summaries();
  for (let n = 0; n < PHOTOS; n++) simulator.addPhoto(id);
  const environment = { ...environmentFor(simulator, dataDir), ARCHIVE: 'activities,photos,photo_files' };
  const cwd = tempDir();
  const started = performance.now();
  expect((await runProgram(['status', '--json'], environment, cwd)).code).toBe(0);
  const startMs = performance.now() - started;
  const random = randoms(13);
  const written: string[] = [];
  let inTheMidst = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const program = startProgram(['sync'], environment, cwd);
    const chance = random.next().value ?? 0;
    const there = filesIn(dataDir).length;
    // The first time at any moment, then with some of the photos.
    if (kill === 0) await delay(startMs * (0.5 + chance));
    else
      while (program.child.exitCode === null && filesIn(dataDir).length <= there + (chance * PHOTOS) / 2)
        await delay(2);
    program.child.kill('SIGKILL');
    await program.exit;
    written.push(program.stdout(), program.stderr());
    const { rows, left, files } = inspect(dataDir);
    // What a row refers to is there, whole.
    for (const { media_path, sha256, bytes } of rows.filter((row) => row.sha256 !== null)) {
      const file = readFileSync(join(dataDir, media_path ?? ''));
      expect([createHash('sha256').update(file).digest('hex'), file.length]).toEqual([sha256, bytes]);
    }
    if (rows.some(({ sha256 }) => sha256 === null) && files.length > 0) inTheMidst += 1;
    if (left === 0) for (let n = 0; n < PHOTOS; n++) simulator.addPhoto(id);
  }
  expect(inTheMidst).toBeGreaterThan(0);
  do expect((await runProgram(['sync'], environment, cwd)).code).toBe(0);
  while (inspect(dataDir).left > 0);
  const { rows, files } = inspect(dataDir);
  const photos = truth.summaries().flatMap((activity) => truth.photos(activity.id));
  expect(rows).toHaveLength(photos.length);
  for (const { url, media_path } of rows.filter((row) => row.sha256 !== null))
    expect(readFileSync(join(dataDir, media_path ?? ''))).toEqual(truth.picture(url));
  expect(rows.filter(({ sha256 }) => sha256 === null)).toHaveLength(
    photos.filter(({ type }) => type === 2).length,
  );
  expect(files.sort()).toEqual([...new Set(rows.flatMap(({ media_path }) => media_path ?? []))].sort());
  expectNoSecrets(simulator, written, dataDir);
});
