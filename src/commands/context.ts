import type { App } from '../app.ts';
import { archivePath } from '../archive/open.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { createLogger, type Logger } from '../log.ts';
import type { Environment } from '../places.ts';
import { MIGRATE_LOCK } from '../sqlite/migrate.ts';
import { untilFree } from '../sqlite/process-lock.ts';
import { describeDifference } from '../strava/clock.ts';
import type { ProgressView } from '../terminal/progress-bar.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What every command gets. */
export interface CommandContext {
  environment: Environment;
  terminal: Terminal;
  /** Aborts when the person or the system asks the program to stop. */
  signal: AbortSignal;
}

/** The log of a command that says itself how it went: only what is unexpected, unless asked for more. */
export function commandLogger({ logLevel, logFormat }: Config): Promise<Logger> {
  return createLogger({ level: logLevel === 'info' ? 'error' : logLevel, format: logFormat });
}

/** Tells which archive a command speaks of: a machine may have more than one. */
export const tellArchive = (tell: (line: string) => void, { dataDir }: Config): void =>
  tell(`Archive: ${archivePath(dataDir)}`);

/** Tells the person when the clock of this machine is not that of Strava. */
export function tellDifference(tell: (line: string) => void, { clock, config }: App): void {
  const difference = describeDifference(clock, config.zoneSet);
  if (difference) tell(difference);
}

/** Tells the person that a pass of another process has to end first. */
export const tellOfWait =
  ({ terminal }: CommandContext) =>
  (): void =>
    terminal.say('Another process works on the archive; waiting for its end …');

/** Shows how far what is condensed from points is made. */
export const showDerived =
  (bar: ProgressView) =>
  (done: number, total: number): void =>
    bar.show(() => ({ resource: 'activities', done, total, left: 'curves, histograms, tracks, tiles' }));

/** Waits, before the databases are opened to be written, while another process brings them up to date. */
export function untilMigrated({ terminal, signal }: CommandContext, { dataDir }: Config): Promise<void> {
  const onWait = () => terminal.note('Another process brings the archive up to date; waiting for its end …');
  return untilFree(dataDir, MIGRATE_LOCK, { clock: systemClock, signal, onWait });
}
