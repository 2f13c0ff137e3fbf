import { openStores } from '../app.ts';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { rebuildTables } from '../sync/rebuild.ts';
import { takeTurn } from '../sync/turns.ts';
import { type CommandContext, tellArchive, tellOfWait, untilMigrated } from './context.ts';

/** Makes the typed tables again from what is kept. @returns the exit code. */
export async function rebuild(context: CommandContext): Promise<number> {
  const { environment, terminal, signal } = context;
  const config = loadConfig(environment, { app: 'optional' });
  tellArchive(terminal.say, config);
  await untilMigrated(context, config);
  using stores = openStores(config.dataDir);
  const onWait = tellOfWait(context);
  using _lock = await takeTurn(config.dataDir, { clock: systemClock, signal, onWait });
  rebuildTables(stores.archive);
  terminal.say('The tables were made again from the answers that are kept.');
  return 0;
}
