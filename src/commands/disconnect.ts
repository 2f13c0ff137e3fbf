import { type App, createApp } from '../app.ts';
import { archivedAthletes, eraseDeleted, isUnerased } from '../archive/forget.ts';
import { loadConfig } from '../config.ts';
import { Failure, Stopped } from '../errors.ts';
import { withRetries } from '../http/retry.ts';
import { command } from '../package.ts';
import { nameOf } from '../resources/athlete.ts';
import { takeTurn } from '../sync/turns.ts';
import { listed } from '../words.ts';
import { type CommandContext, commandLogger, tellArchive, tellOfWait, untilMigrated } from './context.ts';
import { agreedDeletion, backupsOf, type DeletionOptions } from './deletion.ts';

export interface DisconnectOptions extends DeletionOptions {
  /** Whom to disconnect; may be left out when only one athlete is connected. */
  athlete?: number;
  /** Also delete what was archived of them. */
  deleteData: boolean;
}

/** Who can be disconnected, and with `--delete-data` also of whom something is kept, here or in a backup. */
function candidates(app: App, { deleteData, keepBackups }: DisconnectOptions): number[] {
  const archived = deleteData ? archivedAthletes(app.archive) : [];
  const backedUp =
    deleteData && !keepBackups ? backupsOf(app.config).flatMap(({ athletes = [] }) => athletes) : [];
  return [...new Set([...app.passContext.athleteIds(), ...archived, ...backedUp])];
}

function choose(app: App, options: DisconnectOptions): number {
  const { athlete } = options;
  const all = candidates(app, options);
  const [only, ...others] = athlete === undefined ? all : all.filter((id) => id === athlete);
  if (only === undefined) {
    const whom = athlete === undefined ? 'Nobody is connected' : `Athlete ${athlete} is not connected`;
    throw new Failure(
      'not_connected',
      `${whom}, so there is nothing to disconnect.`,
      `See ${command('status')}.`,
    );
  }
  if (others.length === 0) return only;
  const names = listed(all.map((id) => `${id} (${nameOf(app.archive, id)})`));
  throw new Failure('usage', `There is more than one athlete: ${names}.`, 'Say whom with --athlete <id>.');
}

/** Waits for a pass that runs, says so, and deletes; a pass that began before ends, since its athlete is gone. */
async function whileNothingRuns(app: App, context: CommandContext, work: () => void): Promise<void> {
  const { clock, config } = app;
  const { signal } = context;
  try {
    using _turn = await takeTurn(config.dataDir, { clock, signal, onWait: tellOfWait(context) });
    work();
  } catch (error) {
    if (error instanceof Stopped)
      context.terminal.say('Nothing archived is deleted yet: give the same command again.');
    throw error;
  }
}

/** @returns whether there was a connection to end. */
async function revoke(app: App, athleteId: number, signal: AbortSignal): Promise<boolean> {
  const { credentials, endpoint, retry } = app;
  // A refresh under way would leave a pair at Strava that nobody knows.
  using _alone = await app.tokenLock(signal);
  const pair = credentials.find(athleteId)?.pair;
  if (!pair) return false;
  await withRetries(() => endpoint.revoke(pair, signal), { policy: retry, signal });
  credentials.remove(athleteId);
  return true;
}

/** Whether the command is one that was given before and could not be finished, and names nobody who is there. */
function isUnfinished(app: App, options: DisconnectOptions): boolean {
  const { athlete, deleteData } = options;
  if (!deleteData || !isUnerased(app.archive)) return false;
  return athlete === undefined || !candidates(app, options).includes(athlete);
}

/**
 * Ends the authorization at Strava and deletes the token pair; the archive stays unless its deletion is confirmed.
 * @returns the exit code. @throws {Failure} when Strava cannot be told; then the pair stays, so that it can be later.
 */
export async function disconnect(context: CommandContext, options: DisconnectOptions): Promise<number> {
  const { environment, terminal, signal } = context;
  const config = loadConfig(environment, { app: 'required' });
  tellArchive(terminal.say, config);
  await untilMigrated(context, config);
  using app = createApp(config, await commandLogger(config));
  if (isUnfinished(app, options)) {
    await whileNothingRuns(app, context, () => eraseDeleted(app.archive));
    terminal.say('What was deleted before is now gone from the file too.');
    return 0;
  }
  const athleteId = choose(app, options);
  const name = nameOf(app.archive, athleteId);
  const deletion = options.deleteData
    ? await agreedDeletion(app, { athleteId, name }, options, terminal)
    : undefined;
  if (await revoke(app, athleteId, signal)) {
    terminal.say(
      `Disconnected ${name}: Strava no longer gives this program access, and the tokens are deleted.`,
    );
  }
  if (deletion) {
    await whileNothingRuns(app, context, () => deletion.run());
    terminal.say(deletion.told());
  } else {
    terminal.say('The archive stays as it is.');
  }
  return 0;
}
