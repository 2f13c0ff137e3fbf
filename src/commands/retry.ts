import { openStores } from '../app.ts';
import { countAbsent } from '../archive/absence.ts';
import { freeGivenUp } from '../archive/giving-up.ts';
import { loadConfig } from '../config.ts';
import { command } from '../package.ts';
import { counted } from '../words.ts';
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
  const { items: freed, closed } = freeGivenUp(archive, { absent });
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
