import { type App, createApp } from '../app.ts';
import { forgetAthlete } from '../archive/forget.ts';
import type { Connection } from '../auth/credentials.ts';
import { loadConfig } from '../config.ts';
import { Failure } from '../errors.ts';
import { withRetries } from '../http/retry.ts';
import { nameOf } from '../resources/athlete.ts';
import { type CommandContext, commandLogger } from './context.ts';
import type { Terminal } from './terminal.ts';

export interface DisconnectOptions {
  /** Whom to disconnect; may be left out when only one athlete is connected. */
  athlete?: number;
  /** Also delete what was archived of them. */
  deleteData: boolean;
  /** Do not ask before deleting. */
  yes: boolean;
}

function choose(app: App, wanted: number | undefined): Connection {
  const connections = app.credentials.list();
  const chosen = wanted === undefined ? connections : connections.filter((c) => c.athleteId === wanted);
  const [only, ...others] = chosen;
  if (!only) {
    const whom = wanted === undefined ? 'Nobody is connected' : `Athlete ${wanted} is not connected`;
    throw new Failure(
      'not_connected',
      `${whom}, so there is nothing to disconnect.`,
      'See `npm run status`.',
    );
  }
  if (others.length === 0) return only;
  const names = connections.map((c) => `${c.athleteId} (${nameOf(app.archive, c.athleteId)})`).join(', ');
  throw new Failure(
    'usage',
    `More than one athlete is connected: ${names}.`,
    'Say whom with --athlete <id>.',
  );
}

async function confirmDeletion(name: string, { yes }: DisconnectOptions, terminal: Terminal): Promise<void> {
  if (yes) return;
  const refuse = new Failure(
    'usage',
    'Nothing was deleted or disconnected.',
    'Add --yes to delete without being asked.',
  );
  if (!terminal.interactive) throw refuse;
  const { confirm } = await import('@clack/prompts');
  const answer = await confirm({
    message: `Delete everything archived of ${name}, for good?`,
    initialValue: false,
  });
  if (answer !== true) throw refuse;
}

/**
 * Ends the authorization at Strava and deletes the token pair; the archive stays unless its deletion is confirmed.
 * @returns the exit code. @throws {Failure} when Strava cannot be told; then the pair stays, so that it can be later.
 */
export async function disconnect(context: CommandContext, options: DisconnectOptions): Promise<number> {
  const { environment, terminal, signal } = context;
  const config = loadConfig(environment, { app: 'required' });
  using app = createApp(config, await commandLogger(config));
  const { athleteId, pair } = choose(app, options.athlete);
  const name = nameOf(app.archive, athleteId);
  if (options.deleteData) await confirmDeletion(name, options, terminal);
  await withRetries(() => app.endpoint.revoke(pair, signal), { policy: app.retry, signal });
  app.credentials.remove(athleteId);
  terminal.say(
    `Disconnected ${name}: Strava no longer gives this program access, and the tokens are deleted.`,
  );
  if (options.deleteData) {
    forgetAthlete(app.archive, athleteId);
    terminal.say(`Everything archived of ${name} is deleted. Copies and backups of yours are not touched.`);
  } else {
    terminal.say('The archive stays as it is.');
  }
  return 0;
}
