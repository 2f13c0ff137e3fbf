import { resolve } from 'node:path';
import { systemClock, toInstant } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { takeTurn } from '../sync/turns.ts';
import { restore as restoreBackup } from '../upkeep/restore.ts';
import { counted } from '../words.ts';
import { runningWorker } from '../worker/instance.ts';
import { type CommandContext, tellArchive, tellOfWait } from './context.ts';

/** Makes a backup the archive. @returns the exit code. */
export async function restore(
  context: CommandContext,
  from: string,
  { force }: { force: boolean },
): Promise<number> {
  const { environment, terminal, signal } = context;
  const config = loadConfig(environment, { app: 'optional' });
  const { dataDir } = config;
  tellArchive(terminal.say, config);
  if (runningWorker(dataDir)) {
    throw new Failure(
      'archive',
      'A worker runs on this archive.',
      `Stop it, restore, and start it again (${command('start')}).`,
    );
  }
  using _turn = await takeTurn(dataDir, { clock: systemClock, signal, onWait: tellOfWait(context) });
  const stamp = toInstant(Date.now()).replace(/[-:]/g, '');
  const { replaced, media } = restoreBackup(dataDir, resolve(from), { stamp, force });
  terminal.say(`Restored from ${resolve(from)}, and checked.`);
  if (media && media.files > 0) terminal.say(`With ${counted(media.files, 'image')}.`);
  if (replaced) terminal.say(`What was there before is kept as ${replaced}.`);
  terminal.say(`What Strava has got since then comes with the next pass (${command('sync')}).`);
  return 0;
}
