import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { archivedAthletes } from '../../src/archive/forget.ts';
import { backup } from '../../src/commands/backup.ts';
import { type DisconnectOptions, disconnect } from '../../src/commands/disconnect.ts';
import { restore } from '../../src/commands/restore.ts';
import { sync } from '../../src/commands/sync.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { connectGrant } from '../support/app.ts';
import { filesWith } from '../support/files-with.ts';
import { tempDir } from '../support/temp-dir.ts';
import { failureOf, person } from './person.ts';

vi.setConfig({ testTimeout: 60_000 });

const answers: (boolean | symbol)[] = [];
const asked: string[] = [];
vi.mock('@clack/prompts', () => ({
  confirm: async ({ message }: { message: string }) => {
    asked.push(message);
    return answers.shift();
  },
  isCancel: (answer: unknown) => typeof answer === 'symbol',
}));
beforeEach(() => {
  answers.length = 0;
  asked.length = 0;
});

const WORDS = ['Morgenrunde am Kanal', 'Volta da Lagoa'] as const;

/** Two athletes with rides of their own names, the second of whom comes later, and a folder for backups. */
async function household() {
  const backupDir = tempDir();
  const at = await person({ ARCHIVE: '', BACKUP_DIR: backupDir }, { activities: 3 });
  const { simulator, context, dataDir } = at;
  simulator.limits.setLimits({ overall: [100_000, 100_000], read: [100_000, 100_000] });
  simulator.world.athletes[1]?.activities.splice(3);
  for (const [i, name] of WORDS.entries()) {
    for (const { id } of simulator.world.athletes[i]?.activities ?? []) {
      simulator.editActivity(id, { name });
      simulator.addPhoto(id);
    }
  }
  const [one = 0, other = 0] = simulator.world.athletes.map(({ detail }) => detail.id);
  const app = await at.look();
  const add = async (athleteId: number) => {
    connectGrant(app, simulator, { athleteId });
    await sync(context, { untilDone: false });
  };
  /** Makes the backup of today one of another day. */
  const backedUp = async (day: string) => {
    await backup(context, undefined);
    const [today = ''] = readdirSync(backupDir).filter((name) => name > '2026-11-01');
    renameSync(join(backupDir, today), join(backupDir, day));
    return join(backupDir, day);
  };
  const run = (more: Partial<DisconnectOptions> = {}) =>
    disconnect(context, { athlete: one, deleteData: true, yes: true, ...more });
  return {
    ...{ ...at, app, one, other, backupDir, add, backedUp, run },
    filesWith: (words: string) => filesWith(words, dataDir, backupDir),
  };
}

const athletesIn = (path: string) => {
  const $client = new Sqlite(path, { readonly: true });
  try {
    return archivedAthletes({ $client });
  } finally {
    $client.close();
  }
};

const mediaIn = (folder: string) =>
  existsSync(join(folder, 'media')) ? readdirSync(join(folder, 'media'), { recursive: true }).length : 0;

describe('deleting what is archived of one, with backups', () => {
  test('leaves their words in no file, and of the others everything, in backups too', async () => {
    const { one, other, add, backedUp, run, filesWith, context, dataDir, backupDir, terminal } =
      await household();
    await add(one);
    const first = await backedUp('2026-10-01');
    await backup(context, join(backupDir, 'single.db'));
    await add(other);
    const both = await backedUp('2026-10-02');
    const made = new Date('2026-10-02T03:00:00Z');
    utimesSync(join(both, 'archive.db'), made, made);
    writeFileSync(join(backupDir, 'notes.txt'), 'mine');
    await restore(context, both, { force: true });
    writeFileSync(join(both, '.archive.db.part'), readFileSync(join(both, 'archive.db')).subarray(0, 50_000));
    const media = mediaIn(both);
    expect(filesWith(WORDS[0]).length).toBeGreaterThan(4);
    const shared = filesWith(WORDS[1]).filter((path) => !path.endsWith('.part'));
    expect(await run()).toBe(0);
    expect(filesWith(WORDS[0])).toEqual([]);
    expect(filesWith(WORDS[1])).toEqual(shared);
    expect(athletesIn(join(both, 'archive.db'))).toEqual([other]);
    expect(statSync(join(both, 'archive.db')).mtime).toEqual(made);
    expect([existsSync(first), existsSync(join(backupDir, 'single.db'))]).toEqual([false, false]);
    expect(readdirSync(backupDir).sort()).toEqual(['2026-10-02', 'notes.txt']);
    expect(mediaIn(both)).toBeGreaterThan(0);
    expect(mediaIn(both)).toBeLessThan(media);
    expect(mediaIn(dataDir)).toBe(mediaIn(both));
    expect(terminal.lines.at(-1)).toMatch(
      /^Everything archived of Jördis is deleted. From the 4 backups in .* too: 3 backups in which nobody else is: deleted. 1 backup in which others are too: only Jördis is taken out. Copies/,
    );
    await restore(context, both, { force: true });
    expect(athletesIn(join(dataDir, 'archive.db'))).toEqual([other]);
  });

  test('asks for the backups apart, and keeps them where the answer is no', async () => {
    const { one, add, backedUp, run, filesWith, terminal, backupDir } = await household();
    await add(one);
    await backedUp('2026-10-01');
    terminal.interactive = true;
    answers.push(true, false);
    expect(await run({ yes: false })).toBe(0);
    expect(asked).toEqual([
      'Delete everything archived of Jördis, for good?',
      `Also from 1 backup in ${backupDir}? Nobody else is in them, so they are deleted.`,
    ]);
    expect(filesWith(WORDS[0])).toEqual([join(backupDir, '2026-10-01', 'archive.db')]);
    expect(terminal.lines.at(-1)).toBe(
      `Everything archived of Jördis is deleted. Left as they are: the 1 backup in ${backupDir}, which hold it still.`,
    );
    answers.push(true, true);
    expect(await run({ yes: false })).toBe(0);
    expect(filesWith(WORDS[0])).toEqual([]);
    expect(readdirSync(backupDir)).toEqual([]);
  });

  test.each([
    ['the first question', [false]],
    ['the second by leaving it', [true, Symbol('cancel')]],
  ])('deletes nothing at all after a no to %s', async (_what, given) => {
    const { one, add, backedUp, run, filesWith, terminal, simulator } = await household();
    await add(one);
    await backedUp('2026-10-01');
    terminal.interactive = true;
    answers.push(...given);
    const before = filesWith(WORDS[0]);
    expect(await failureOf(run({ yes: false }))).toMatchObject({ kind: 'usage', exitCode: 2 });
    expect(filesWith(WORDS[0])).toEqual(before);
    expect(simulator.requestsTo('/oauth')).toEqual([]);
  });

  test('leaves them with --keep-backups, and another archive in that folder always', async () => {
    const { one, add, backedUp, run, filesWith, backupDir, dataDir } = await household();
    await add(one);
    const kept = join(await backedUp('2026-10-01'), 'archive.db');
    expect(await run({ keepBackups: true })).toBe(0);
    expect(filesWith(WORDS[0])).toEqual([kept]);
    mkdirSync(join(backupDir, 'live'));
    for (const name of ['archive.db', 'credentials.db'])
      writeFileSync(
        join(backupDir, 'live', name),
        readFileSync(name === 'archive.db' ? kept : join(dataDir, name)),
      );
    expect(await run()).toBe(0);
    expect(filesWith(WORDS[0])).toEqual([join(backupDir, 'live', 'archive.db')]);
  });

  test('deletes a backup that nobody can read, and takes one out of those of earlier versions', async () => {
    const { one, add, run, backupDir } = await household();
    await add(one);
    mkdirSync(join(backupDir, '2026-01-01'));
    writeFileSync(join(backupDir, '2026-01-01', 'archive.db'), 'scratched');
    const old = join(backupDir, 'old.db');
    writeFileSync(old, readFileSync('test/fixtures/archive-0.1.0.db'));
    const [, ...others] = athletesIn(old);
    expect(await run()).toBe(0);
    expect(readdirSync(backupDir)).toEqual(['old.db']);
    expect(athletesIn(old)).toEqual(others);
  });
});
