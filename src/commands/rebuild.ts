import { openStores } from '../app.ts';
import { systemClock } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { settle } from '../settled/settle.ts';
import type { Db } from '../sqlite/open.ts';
import { deriveAnew } from '../sync/deriving.ts';
import { type LeftOut, rebuildTables } from '../sync/rebuild.ts';
import { takeTurn } from '../sync/turns.ts';
import { progressBar } from '../terminal/progress-bar.ts';
import { counted } from '../words.ts';
import { type CommandContext, showDerived, tellArchive, tellOfWait, untilMigrated } from './context.ts';

// Whoever needs all of them has a bug to report, for which these do.
const SHOWN = 10;

function describe(leftOut: LeftOut[]): string[] {
  if (leftOut.length === 0) return [];
  const more = leftOut.length - SHOWN;
  return [
    `${counted(leftOut.length, 'answer')} of an odd shape made no rows:`,
    ...leftOut.slice(0, SHOWN).map(({ what, why }) => `  ${what} (${why})`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    'The answers themselves are kept. Look for a newer version of athlete-archive, and run this again with it.',
  ];
}

async function deriveAgain(archive: Db, signal: AbortSignal) {
  using bar = await progressBar();
  return await deriveAnew(archive, { signal, onActivity: showDerived(bar) });
}

/** Makes the typed tables again from what is kept, and from them what is derived. @returns the exit code. */
export async function rebuild(context: CommandContext): Promise<number> {
  const { environment, terminal, signal } = context;
  const config = loadConfig(environment, { app: 'optional' });
  tellArchive(terminal.say, config);
  await untilMigrated(context, config);
  using stores = openStores(config.dataDir);
  const onWait = tellOfWait(context);
  using _lock = await takeTurn(config.dataDir, { clock: systemClock, signal, onWait });
  const leftOut = rebuildTables(stores.archive);
  terminal.say('The tables were made again from the answers that are kept.');
  for (const line of describe(leftOut)) terminal.say(line);
  const { done, left } = await deriveAgain(stores.archive, signal);
  const rest = left > 0 ? `; the worker or the next sync goes on with ${left} more` : '';
  if (done + left > 0)
    terminal.say(`Curves, tracks and the like were made again of ${counted(done, 'activity')}${rest}.`);
  await settle(stores.archive, signal);
  return 0;
}
