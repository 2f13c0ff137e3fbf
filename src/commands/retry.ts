import { openStores } from '../app.ts';
import { countAbsent, freeAbsent } from '../archive/absence.ts';
import { retryClosed } from '../archive/closed.ts';
import { retryItems } from '../archive/coverage.ts';
import { loadConfig } from '../config.ts';
import { command } from '../package.ts';
import { immediate } from '../sqlite/open.ts';
import { counted } from '../terminal/words.ts';
import { type CommandContext, tellArchive, untilMigrated } from './context.ts';

/**
 * Frees parked and failed items, and on demand what Strava does not have.
 * @returns the exit code.
 */
export async function retry(context: CommandContext, { absent = false } = {}): Promise<number> {
  const { environment, terminal } = context;
  const config = loadConfig(environment, { app: 'optional' });
  tellArchive(terminal.say, config);
  await untilMigrated(context, config);
  using stores = openStores(config.dataDir);
  const { archive } = stores;
  const [freed, closed] = immediate(archive, () => [
    retryItems(archive) + (absent ? freeAbsent(archive) : 0),
    retryClosed(archive),
  ]);
  if (closed > 0)
    terminal.say(`The next pass asks whether Strava gives ${counted(closed, 'closed resource')} again.`);
  if (closed === 0 || freed > 0)
    terminal.say(
      freed === 0 ? 'Nothing was given up.' : `${counted(freed, 'item')} will be asked for again.`,
    );
  const gone = countAbsent(archive);
  const [stay, them] = gone === 1 ? ['stays', 'it'] : ['stay', 'them'];
  if (gone > 0)
    terminal.say(
      `${counted(gone, 'item')} that Strava does not have ${stay}; ${command('retry', '--absent')} frees ${them} too.`,
    );
  return 0;
}
