import { type App, type AppOverrides, createApp } from '../app.ts';
import { loadConfig } from '../config.ts';
import { exitCodeFor, Failure } from '../errors.ts';
import { command } from '../package.ts';
import { deriveRest } from '../sync/deriving.ts';
import { exitCodeOf, resumesAt } from '../sync/outcome.ts';
import { settleAtRest } from '../sync/settling.ts';
import { isAtWork } from '../sync/turns.ts';
import { progressBar } from '../terminal/progress-bar.ts';
import {
  type CommandContext,
  commandLogger,
  showDerived,
  tellArchive,
  tellDifference,
  untilMigrated,
} from './context.ts';
import { type Result, type Run, runAll, type SyncOptions } from './sync-rounds.ts';
import { nameFailed, summary } from './sync-text.ts';

export type { SyncOptions } from './sync-rounds.ts';

/** Says what came of it. @returns the exit code. */
function tell({ app, context, options }: Run, { all, last }: Result): number {
  const { say } = context.terminal;
  if (all.length === 0) say('Another process has just archived everything; nothing to do.');
  const ids = [...new Set(all.map(({ athleteId }) => athleteId))];
  for (const id of ids) say(summary(app, { all, last }, id));
  if (context.signal.aborted) return 0;
  const code = exitCodeOf(last);
  if (!options.untilDone || code !== 0 || resumesAt(last) !== undefined) return code;
  const left = ids.flatMap((id) => nameFailed(app, id) ?? []);
  for (const line of left) say(line);
  return left.length > 0 ? exitCodeFor('strava') : 0;
}

/** Derives what is left to derive, and settles it, unless another process is at work, which then does it. */
async function derive({ passContext, config }: App, { signal }: CommandContext): Promise<void> {
  if (signal.aborted || isAtWork(config.dataDir)) return;
  using bar = await progressBar();
  await deriveRest(passContext, { signal, onActivity: showDerived(bar) });
  await settleAtRest(passContext, signal);
}

/**
 * One pass now and what the budget allows of the backfill, for systemd timers, cron or an impatient person;
 * safe beside a running worker.
 * @returns the exit code. @throws {Failure} when it cannot run at all.
 */
export async function sync(
  context: CommandContext,
  options: SyncOptions,
  seams: AppOverrides = {},
): Promise<number> {
  const { environment, terminal } = context;
  const config = loadConfig(environment, { app: 'required' });
  tellArchive(terminal.say, config);
  await untilMigrated(context, config);
  using app = createApp(config, await commandLogger(config), seams);
  if (app.passContext.athleteIds().length === 0) {
    throw new Failure(
      'not_connected',
      `Nobody is connected yet in ${config.dataDir}.`,
      `Run ${command('bootstrap')} first.`,
    );
  }
  using bar = await progressBar();
  const run = { app, context, options, bar };
  const result = await runAll(run);
  bar[Symbol.dispose]();
  const code = tell(run, result);
  tellDifference(terminal.say, app);
  await derive(app, context);
  return code;
}
