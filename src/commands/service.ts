import { realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { loadConfig } from '../config.ts';
import { Failure } from '../errors.ts';
import { packageRoot } from '../package.ts';
import { settingsFiles } from '../places.ts';
import { listed } from '../words.ts';
import type { CommandContext } from './context.ts';
import { UNITS } from './service-units.ts';

/** Who a unit runs as. @throws {Failure} `usage` for root, who needs to be meant. */
function userOf(name: string | undefined): string {
  if (name !== undefined) return name;
  const { username, uid } = userInfo();
  if (uid !== 0) return username;
  throw new Failure(
    'usage',
    'You are root, and the archive needs no such rights.',
    'Say who it shall run as: --user athlete-archive. docs/running.md tells how to make that user.',
  );
}

/**
 * Prints a unit for systemd that fits this machine; writes nothing.
 * @returns the exit code. @throws {Failure} `usage` for an unknown unit, or for root without a name.
 */
export async function service(
  { environment, terminal }: CommandContext,
  unit: string,
  { user }: { user?: string },
): Promise<number> {
  const print = UNITS[unit];
  if (!print || !Object.hasOwn(UNITS, unit))
    throw new Failure('usage', `There is no unit "${unit}".`, `There are ${listed(Object.keys(UNITS))}.`);
  const config = loadConfig(environment, { app: 'optional' });
  const folder = process.cwd();
  const text = print({
    user: userOf(user),
    ...{ node: process.execPath, main: realpathSync(process.argv[1] ?? ''), folder },
    dataDir: config.dataDir,
    written: config.backupDir === undefined ? [] : [config.backupDir],
    read: [packageRoot, ...settingsFiles({ folder, environment }).map(dirname)],
    ...{ syncCron: config.syncCron, zone: config.zone },
  });
  await terminal.write(text);
  return 0;
}
