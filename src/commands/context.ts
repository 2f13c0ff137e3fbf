import type { Config, Environment } from '../config.ts';
import { createLogger, type Logger } from '../log.ts';
import type { Terminal } from './terminal.ts';

/** What every command gets. */
export interface CommandContext {
  environment: Environment;
  terminal: Terminal;
  /** Aborts when the person or the system asks the program to stop. */
  signal: AbortSignal;
}

/** The log of a command that talks to a person in sentences: without the usual news, unless asked for more. */
export function commandLogger({ logLevel, logFormat }: Config): Promise<Logger> {
  return createLogger({ level: logLevel === 'info' ? 'warn' : logLevel, format: logFormat });
}
