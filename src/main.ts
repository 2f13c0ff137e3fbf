#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { CommandContext } from './commands/context.ts';
import { Failure, Stopped, sentence } from './errors.ts';
import { version } from './package.ts';
import { scrub } from './secret.ts';
import { readEnvironment } from './settings-file.ts';
import { nameSources } from './stack.ts';
import { stopOnSignals } from './stop.ts';
import { processTerminal } from './terminal/terminal.ts';
import { becomeLean, staySmall } from './worker/lean.ts';

const EXIT_CODES = `
Exit codes:
  0  done; also when there was nothing to do, the day's requests are used up, or single items failed
  1  unexpected error; health: the worker is not well
  2  wrong usage or configuration, client id or secret
  3  not connected, declined, or the authorization is lost: run bootstrap
  4  Strava says the API application is inactive
  5  the archive cannot be used: locked, newer, damaged, disk
  6  Strava or the network did not answer as it should (sync --until-done: or items that failed are left; sql: the
     question took too long or too much memory); nothing is lost`;

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a number.');
  return Number(text);
};

/** One of several values, which may also stand in one word, separated by commas. */
const several = (text: string, before: string[] = []): string[] => [
  ...before,
  ...text.split(',').map((part) => part.trim()),
];

const seconds = (text: string): number => {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('It must be a number of seconds.');
  return Number(text);
};

type Run = (code: Promise<number>) => Promise<void>;

/** The command line; each command's code is loaded only when it runs. */
export function commandLine(context: CommandContext, run: Run): Command {
  const program = new Command('athlete-archive')
    .description('Archives your Strava account into one SQLite file, on a schedule.')
    .version(version)
    .addHelpText('after', EXIT_CODES)
    .exitOverride();
  program
    .command('bootstrap')
    .description('connect a Strava account (once for each athlete)')
    .option('--no-browser', 'do not open a browser: print the address and wait for a paste')
    .option('--force', 'ask for all permissions again', false)
    .action(async (options) => run((await import('./commands/bootstrap.ts')).bootstrap(context, options)));
  program
    .command('start')
    .description('run the worker: archive on schedule until stopped')
    .action(async () => run((await import('./commands/start.ts')).start(context)));
  program
    .command('sync')
    .description('one pass now, e.g. from a timer; safe beside a running worker')
    .option(
      '--until-done',
      'go on, over quarter hours, days and troubles at Strava, until everything is archived',
      false,
    )
    .option('--max-requests <n>', 'begin nothing new after so many requests', wholeNumber)
    .action(async (options) => run((await import('./commands/sync.ts')).sync(context, options)));
  program
    .command('status')
    .description('who is connected, how the last passes went, what budget is left')
    .option('--json', 'print JSON', false)
    .action(async (options) => run((await import('./commands/status.ts')).status(context, options)));
  program
    .command('retry')
    .description('free what was given up for now: the next pass asks for it again')
    .option('--absent', 'what Strava did not have, too', false)
    .action(async (options) => run((await import('./commands/retry.ts')).retry(context, options)));
  program
    .command('rebuild')
    .description('make the tables again from the answers that are kept, without a request')
    .action(async () => run((await import('./commands/rebuild.ts')).rebuild(context)));
  program
    .command('show')
    .description('print what Strava answered, e.g. show activity 123456')
    .argument('<kind>', 'what it is: activity, streams, gear …')
    .argument('<id>', "Strava's id of it")
    .option('--history', 'of an activity: what changed at Strava, and when', false)
    .option('--json', 'print that as JSON', false)
    .action(async (kind, id, options) =>
      run((await import('./commands/show.ts')).show(context, kind, id, options)),
    );
  program
    .command('export')
    .description('write what was archived in a format that other programs read')
    .argument('<what>', 'activities, or any other table or view; tracks; dataset: all tables')
    .argument('[folder]', 'where the data set is')
    .option('--format <name>', 'csv, json (an object a line) or parquet; of tracks gpx, tcx or geojson')
    .option('--to <path>', 'a file, of tracks a folder, or - for standard output')
    .option('--force', 'replace a file that is there', false)
    .option('--since <day>', 'activities from that local day, month or year on')
    .option('--until <day>', 'up to that local day, month or year, included')
    .option('--sport <names>', 'of these sport types, or groups like ride and run', several)
    .option('--gear <ids>', 'with these bikes or shoes, by id or name', several)
    .option('--id <ids>', 'these activities', several)
    .option('--athlete <ids>', 'of these athletes', several)
    .option('--where <condition>', 'for which this SQL condition on a row of activities_local holds')
    .option('--deleted', 'tracks: also of activities that were deleted at Strava', false)
    .option('--one-file', 'tracks: all in one file', false)
    .option('--for <service>', 'tracks: strava has power in GPX as Strava reads it')
    .option('--text-ids', 'CSV: ids as texts, since spreadsheets round long ones', false)
    .option(
      '--spreadsheet',
      "CSV: an apostrophe before texts that would be formulas, e.g. others' comments",
      false,
    )
    .action(async (what, folder, options) =>
      run((await import('./commands/export.ts')).exportData(context, what, options, folder)),
    );
  program
    .command('sql')
    .description('ask in SQL: one statement that reads, from the command line or standard input')
    .argument(
      '[question]',
      'SQL in quotes, or the name of a saved question; its parameters are options: --year 2025',
    )
    .argument('[values...]')
    .allowUnknownOption()
    .option('--list', 'say which questions are saved, and which views are made for asking', false)
    .option('--csv', 'print CSV', false)
    .option('--json', 'print JSON, an object a line', false)
    .option('--markdown', 'print a table for Markdown', false)
    .option('--timeout <seconds>', 'stop the question after that time (30)', seconds)
    .action(async (_question, _values, options, { args }) =>
      run((await import('./commands/sql.ts')).sql(context, args, options)),
    );
  program
    .command('serve')
    .description('show the pages of an archive or of a backup, without a worker; only reads')
    .argument('[archive]', 'its file or folder; by default that of DATA_DIR')
    .option('--port <n>', 'where to listen; by default HTTP_PORT', wholeNumber)
    .action(async (archive, options) =>
      run((await import('./commands/serve.ts')).serve(context, archive, options)),
    );
  program
    .command('health')
    .description('whether the worker is well: 0 or 1 and the reason; for Docker, systemd, cron and monitors')
    .option('--json', 'print JSON', false)
    .action(async (options) => run((await import('./commands/health.ts')).health(context, options)));
  program
    .command('service')
    .description('print a unit for systemd, made for this machine; writes nothing')
    .argument('[unit]', 'worker, or for passes by a timer instead: sync, timer', 'worker')
    .option('--user <name>', 'the user that it runs as; by default you')
    .action(async (unit, options) =>
      run((await import('./commands/service.ts')).service(context, unit, options)),
    );
  program
    .command('verify')
    .description('check the archive: the file, the ledger, the answers, and the tables against them')
    .option('--deep', 'decode every recorded point and run every view, too', false)
    .option('--json', 'print JSON', false)
    .action(async (options) => run((await import('./commands/verify.ts')).verify(context, options)));
  program
    .command('backup')
    .description('copy the archive while others write to it, and check the copy')
    .argument('[to]', 'a file for the database alone, or a folder also for the images; else BACKUP_DIR')
    .action(async (to) => run((await import('./commands/backup.ts')).backup(context, to)));
  program
    .command('restore')
    .description('make a backup the archive; what is there is put aside')
    .argument('<backup>', 'its file or folder')
    .option('--force', 'also where there is an archive', false)
    .action(async (from, options) =>
      run((await import('./commands/restore.ts')).restore(context, from, options)),
    );
  program
    .command('disconnect')
    .description('end the authorization at Strava and delete the tokens')
    .option('--athlete <id>', 'whom, if more than one athlete is connected', wholeNumber)
    .option(
      '--delete-data',
      'also delete what was archived of the athlete, from the backups in BACKUP_DIR too',
      false,
    )
    .option('--keep-backups', 'with --delete-data: leave the backups as they are', false)
    .option('--yes', 'do not ask before deleting, from backups either', false)
    .action(async (options) => run((await import('./commands/disconnect.ts')).disconnect(context, options)));
  return program;
}

/** Says on standard error what happened. @returns the exit code for it. */
export function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Stopped) {
    process.stderr.write(`${error.message}\n`);
    return 0;
  }
  const text =
    error instanceof Failure || !(error instanceof Error) ? sentence(error) : (error.stack ?? error.message);
  const bug = error instanceof Failure ? '' : 'Unexpected error, please report it: ';
  process.stderr.write(`${scrub(bug + text)}\n`);
  return error instanceof Failure ? error.exitCode : 1;
}

/** Runs one command. @returns the exit code; every error has been explained on standard error. */
export async function run(argv: string[], context: CommandContext): Promise<number> {
  let code = 0;
  try {
    await commandLine(context, async (result) => {
      code = await result;
    }).parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error);
  }
}

/** The program as a process. */
export async function main(argv: string[]): Promise<void> {
  nameSources();
  if (argv[0] === 'start') becomeLean();
  if (argv[0] === 'export') staySmall();
  const context: CommandContext = {
    // Read by the command that needs it, so that what keeps it from being read is explained.
    get environment() {
      return readEnvironment({ folder: process.cwd(), environment: process.env });
    },
    terminal: processTerminal(),
    signal: stopOnSignals((line) => process.stderr.write(`${line}\n`)),
  };
  process.exitCode = await run(argv, context);
}

const invoked = process.argv[1];
if (invoked && realpathSync(invoked) === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
