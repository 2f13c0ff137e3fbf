import { openStores } from '../app.ts';
import { retryItems } from '../archive/coverage.ts';
import { loadConfig } from '../config.ts';
import { immediate } from '../sqlite/open.ts';
import { counted } from '../terminal/words.ts';
import { type CommandContext, tellArchive, untilMigrated } from './context.ts';

/** Frees parked and failed items. @returns the exit code. */
export async function retry(context: CommandContext): Promise<number> {
  const { environment, terminal } = context;
  const config = loadConfig(environment, { app: 'optional' });
  tellArchive(terminal.say, config);
  await untilMigrated(context, config);
  using stores = openStores(config.dataDir);
  const { archive } = stores;
  const freed = immediate(archive, () => retryItems(archive));
  terminal.say(freed === 0 ? 'Nothing was given up.' : `${counted(freed, 'item')} will be asked for again.`);
  return 0;
}
