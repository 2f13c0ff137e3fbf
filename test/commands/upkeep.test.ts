import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backup } from '../../src/commands/backup.ts';
import { restore } from '../../src/commands/restore.ts';
import { sync } from '../../src/commands/sync.ts';
import { verify } from '../../src/commands/verify.ts';
import { tryLock, WORKER_LOCK } from '../../src/sqlite/process-lock.ts';
import { tempDir } from '../support/temp-dir.ts';
import { ARCHIVE_LINE } from '../support/terminal.ts';
import { addImage } from '../upkeep/archived.ts';
import { failureOf, person } from './person.ts';

const STAY = { deep: false, json: false };

async function archived(more: Record<string, string> = {}) {
  const at = await person({ ARCHIVE: 'athlete,activities,activity', ...more }, { activities: 2 });
  const { app } = await at.connect();
  await sync(at.context, { untilDone: false });
  at.terminal.lines.length = 0;
  return { ...at, app };
}

describe('verify', () => {
  test('says of each check that all is well', async () => {
    const { context, terminal } = await archived();
    expect(await verify(context, STAY)).toBe(0);
    expect(terminal.lines).toEqual([
      ARCHIVE_LINE,
      ...Array.from({ length: 8 }, () => expect.stringMatching(/^ok {3}[a-z ]+ \(\d+\)$/)),
      expect.stringMatching(/^ok {3}activities beside Strava's counts \(2\)$/),
      expect.stringMatching(/^ {7}Athlete \d+ has 2 activities/),
      'The archive is sound.',
    ]);
  });

  test('says what is wrong and what mends it, and exits with 5', async () => {
    const { context, terminal, app } = await archived();
    app.archive.$client.exec("UPDATE activities SET name = 'Forged'");
    expect(await verify(context, STAY)).toBe(5);
    expect(terminal.text()).toMatch(
      /BAD {2}tables against the answers .*\n {7}2 rows of activities are not what the answers say.\n {9}Make the tables again: .*rebuild/,
    );
    expect(terminal.lines.at(-1)).toBe('1 thing to mend.');
  });

  test('gives the same as JSON', async () => {
    const { context, terminal } = await archived();
    expect(await verify(context, { deep: true, json: true })).toBe(0);
    const said = JSON.parse(terminal.text());
    expect(said).toMatchObject({ ok: true, archive: expect.stringContaining('archive.db') });
    expect(said.checks.map(({ name }: { name: string }) => name)).toContain('every view run');
  });
});

describe('backup', () => {
  test('says where it is, and what is not in it', async () => {
    const { context, terminal, dataDir } = await archived();
    addImage(dataDir, 'an image');
    const [file, folder] = [join(tempDir(), 'mine.db'), join(tempDir(), 'mine')];
    expect(await backup(context, file)).toBe(0);
    expect(terminal.text()).toMatch(/Backed up to \/.*mine\.db \(\d+ KiB\), and checked\./);
    expect(terminal.text()).toContain('The images are not in it');
    terminal.lines.length = 0;
    await backup(context, folder);
    expect(terminal.text()).toMatch(/With 1 image \(8 B\), as links that take no space\./);
    expect(terminal.text()).toContain('The authorization at Strava is never in a backup');
  });

  test('goes to BACKUP_DIR where no place is named, and asks for one without that', async () => {
    const folder = tempDir();
    const { context } = await archived({ BACKUP_DIR: folder });
    expect(await backup(context, undefined)).toBe(0);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d$/)]);
    const { BACKUP_DIR: _, ...environment } = context.environment;
    expect(await failureOf(backup({ ...context, environment }, undefined))).toMatchObject({
      ...{ kind: 'usage', exitCode: 2, advice: expect.stringContaining('BACKUP_DIR') },
    });
  });
});

describe('restore', () => {
  test('says what it took, what it kept, and what comes next', async () => {
    const { context, terminal, app, dataDir } = await archived();
    const file = join(tempDir(), 'mine.db');
    await backup(context, file);
    app[Symbol.dispose]();
    terminal.lines.length = 0;
    expect(await restore(context, file, { force: true })).toBe(0);
    const kept = /What was there before is kept as (\S+)\.$/m.exec(terminal.text())?.[1] ?? '';
    expect([existsSync(kept), kept.startsWith(dataDir)]).toEqual([true, true]);
    expect(terminal.text()).toMatch(/^Restored from .*mine\.db, and checked\.$/m);
    expect(await verify(context, STAY)).toBe(0);
    expect(await sync(context, { untilDone: false })).toBe(0);
  });

  test('waits for no worker: it says to stop it', async () => {
    const { context, dataDir } = await archived();
    const file = join(tempDir(), 'mine.db');
    await backup(context, file);
    using _worker = tryLock(dataDir, WORKER_LOCK);
    expect(await failureOf(restore(context, file, { force: true }))).toMatchObject({
      ...{ kind: 'archive', message: 'A worker runs on this archive.' },
    });
  });
});
