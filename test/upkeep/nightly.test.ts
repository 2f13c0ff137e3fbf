import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backUpToday, backupTrouble, isBackupDue } from '../../src/upkeep/nightly.ts';
import { tempDir } from '../support/temp-dir.ts';
import { addImage, archived } from './archived.ts';

const DAY = 86_400_000;
const at = (text: string) => Date.parse(text);

async function planned(backupKeep = 3) {
  const { dataDir, archive } = await archived(2);
  const backupDir = join(tempDir(), 'backups');
  return { archive, dataDir, plan: { dataDir, backupDir, backupKeep, zone: 'Europe/Berlin' } };
}

/** A folder as a backup of that day would be. */
function pretend(backupDir: string, day: string): void {
  mkdirSync(join(backupDir, day), { recursive: true });
  const path = join(backupDir, day, 'archive.db');
  writeFileSync(path, '');
  const made = new Date(`${day}T03:00:00Z`);
  utimesSync(path, made, made);
}

describe('the backup of a night', () => {
  test('is due from three in the morning on, once a day, in the zone of the schedule', () => {
    const plan = { dataDir: '', backupDir: tempDir(), backupKeep: 3, zone: 'Europe/Berlin' };
    expect(isBackupDue(plan, at('2026-11-29T00:30:00Z'))).toBe(true);
    pretend(plan.backupDir, '2026-11-28');
    expect(isBackupDue(plan, at('2026-11-29T01:30:00Z'))).toBe(false);
    expect(isBackupDue(plan, at('2026-11-29T02:30:00Z'))).toBe(true);
    pretend(plan.backupDir, '2026-11-29');
    expect(isBackupDue(plan, at('2026-11-29T12:00:00Z'))).toBe(false);
    expect(isBackupDue(plan, at('2026-11-30T12:00:00Z'))).toBe(true);
  });

  test('is a folder of the day, of which the newest stay, and nothing else is deleted', async () => {
    const { plan } = await planned(2);
    for (const day of ['2026-11-20', '2026-11-21', '2026-11-22']) pretend(plan.backupDir, day);
    mkdirSync(join(plan.backupDir, 'mine'));
    mkdirSync(join(plan.backupDir, '2020-01-01'));
    backUpToday(plan, at('2026-11-29T03:00:00Z'));
    backUpToday(plan, at('2026-11-29T20:00:00Z'));
    expect(readdirSync(plan.backupDir).sort()).toEqual(['2020-01-01', '2026-11-22', '2026-11-29', 'mine']);
  });

  test('that fails costs no former one', async () => {
    const { plan } = await planned(1);
    pretend(plan.backupDir, '2026-11-22');
    expect(() => backUpToday({ ...plan, dataDir: tempDir() }, at('2026-11-29T03:00:00Z'))).toThrow();
    expect(readdirSync(plan.backupDir)).toContain('2026-11-22');
  });

  test('holds each image once, however many nights it is in', async () => {
    const { plan, dataDir } = await planned(5);
    const image = addImage(dataDir, 'an image');
    for (const day of [0, 1, 2]) backUpToday(plan, at('2026-11-27T03:00:00Z') + day * DAY);
    const files = readdirSync(plan.backupDir).map((day) =>
      statSync(join(plan.backupDir, day, 'media', image)),
    );
    expect(files).toHaveLength(3);
    expect(new Set(files.map(({ ino }) => ino)).size).toBe(1);
  });
});

describe('backups that are late', () => {
  test('are told of, and named', () => {
    const plan = { backupDir: tempDir() };
    const now = at('2026-11-29T12:00:00Z');
    expect(backupTrouble(plan, now)).toMatch(/^There is no backup in /);
    pretend(plan.backupDir, '2026-11-29');
    expect(backupTrouble(plan, now)).toBeUndefined();
    expect(backupTrouble(plan, now + DAY)).toBeUndefined();
    expect(backupTrouble(plan, now + 2 * DAY)).toMatch(/is of 2026-11-29$/);
  });
});
