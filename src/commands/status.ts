import { readArchive } from '../archive/open.ts';
import { countRows } from '../archive/sizes.ts';
import { loadConfig } from '../config.ts';
import { readStatus } from '../status/read.ts';
import { type CommandContext, tellArchive } from './context.ts';
import { statusText } from './status-text.ts';

/**
 * How the archive stands, on standard output; asks nothing of Strava, and creates and changes nothing.
 * @returns the exit code. @throws {Failure} `archive` for one that cannot be read, or that an older version made.
 */
export async function status(context: CommandContext, options: { json: boolean }): Promise<number> {
  const config = loadConfig(context.environment, { app: 'optional' });
  using archive = readArchive(config.dataDir);
  const { files, ...standing } = await readStatus(archive, config);
  const found = { ...standing, rows: archive ? countRows(archive) : {}, files };
  const { say } = context.terminal;
  if (options.json) {
    say(JSON.stringify(found, null, 2));
    return 0;
  }
  tellArchive(say, config);
  if (!archive) say('There is no archive yet.');
  for (const line of statusText(found)) say(line);
  return 0;
}
