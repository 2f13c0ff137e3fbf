import { join, resolve } from 'node:path';
import { loadConfig } from '../config.ts';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { backUp } from '../upkeep/backup.ts';
import { backUpToday } from '../upkeep/nightly.ts';
import { counted, inBytes } from '../words.ts';
import { type CommandContext, tellArchive } from './context.ts';

/** Makes a backup and says what is in it. @param to a file or folder; without it, today's in `BACKUP_DIR`. @returns the exit code. */
export async function backup(context: CommandContext, to: string | undefined): Promise<number> {
  const config = loadConfig(context.environment, { app: 'optional' });
  const { say } = context.terminal;
  const { dataDir, backupDir, backupKeep, zoneSet: zone } = config;
  if (to === undefined && backupDir === undefined) {
    throw new Failure(
      'usage',
      'Where the backup is to go is not said.',
      `Name a file or folder (${command('backup', join('~', 'backups'))}), or set BACKUP_DIR.`,
    );
  }
  tellArchive(say, config);
  const made =
    to === undefined
      ? backUpToday({ dataDir, backupDir: backupDir ?? '', backupKeep, zone }, Date.now())
      : backUp(dataDir, resolve(to));
  say(`Backed up to ${made.path} (${inBytes(made.bytes)}), and checked.`);
  const { media } = made;
  if (media && media.files > 0) {
    const own = media.linked === media.files ? ', as links that take no space' : '';
    say(`With ${counted(media.files, 'image')} (${inBytes(media.bytes)})${own}.`);
  }
  if (made.lacksMedia) say('The images are not in it: name a folder instead of a file to have them too.');
  say('The authorization at Strava is never in a backup: whoever restores it elsewhere connects again.');
  return 0;
}
