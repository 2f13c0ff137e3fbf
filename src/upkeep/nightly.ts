import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, dayInZone, HOUR_MS } from '../clock.ts';
import { ARCHIVE_FILE, MEDIA_FOLDER } from '../places.ts';
import { type Backup, backUp } from './backup.ts';

/** What the owner wants backed up, where, and how many of them. */
export interface BackupPlan {
  dataDir: string;
  backupDir: string;
  backupKeep: number;
  /** IANA name of the zone of the nights. */
  zone: string | undefined;
}

// Nightly backups are made from three o'clock on.
const NIGHT_MS = 3 * HOUR_MS;
// A night's backup that is later than this was missed.
const LATE_MS = DAY_MS + 12 * HOUR_MS;

const DAY = /^\d{4}-\d\d-\d\d$/;

/** The backups of a folder by their days, the newest first. */
function backupsIn(backupDir: string): { day: string; path: string; madeAt: number }[] {
  if (!existsSync(backupDir)) return [];
  return readdirSync(backupDir)
    .filter((name) => DAY.test(name) && existsSync(join(backupDir, name, ARCHIVE_FILE)))
    .sort()
    .reverse()
    .map((day) => {
      const path = join(backupDir, day);
      return { day, path, madeAt: statSync(join(path, ARCHIVE_FILE)).mtimeMs };
    });
}

/** Whether the night has come and there is no backup of this calendar day yet, or none at all. @param now epoch milliseconds. */
export function isBackupDue({ backupDir, zone }: BackupPlan, now: number): boolean {
  const [newest] = backupsIn(backupDir);
  const today = dayInZone(now, zone);
  const isNight = dayInZone(now - NIGHT_MS, zone) === today;
  return newest === undefined || (isNight && newest.day !== today);
}

/** What is wrong with the backups, in words; undefined when all is well. */
export function backupTrouble({ backupDir }: Pick<BackupPlan, 'backupDir'>, now: number): string | undefined {
  const [newest] = backupsIn(backupDir);
  if (!newest) return `There is no backup in ${backupDir} yet`;
  if (now - newest.madeAt < LATE_MS) return undefined;
  return `The newest backup in ${backupDir} is of ${newest.day}`;
}

/**
 * Makes the backup of today in a folder of its own, and deletes the oldest ones beyond those that stay.
 * @throws {Failure} of {@link backUp}; then nothing is deleted.
 */
export function backUpToday(plan: BackupPlan, now: number): Backup {
  const { dataDir, backupDir, backupKeep, zone } = plan;
  const former = backupsIn(backupDir);
  const [newest] = former;
  const linkable = newest ? [join(newest.path, MEDIA_FOLDER)] : [];
  const day = dayInZone(now, zone);
  const made = backUp(dataDir, join(backupDir, day), linkable);
  const others = former.filter((backup) => backup.day !== day);
  for (const { path } of others.slice(backupKeep - 1)) rmSync(path, { recursive: true });
  return made;
}
