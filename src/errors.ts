/** What went wrong, in the classes that decide the exit code and what a person should do. */
export type FailureKind =
  | 'usage'
  | 'configuration'
  | 'not_connected'
  | 'unauthorized'
  | 'inactive'
  | 'archive'
  | 'strava'
  | 'timeout';

const EXIT_CODES: Record<FailureKind, number> = {
  usage: 2,
  configuration: 2,
  not_connected: 3,
  unauthorized: 3,
  inactive: 4,
  archive: 5,
  strava: 6,
  timeout: 6,
};

/** The exit code of a process that failures of this kind end (README, "Exit codes"). */
export const exitCodeFor = (kind: FailureKind): number => EXIT_CODES[kind];

/**
 * A foreseeable failure: `message` says what happened and what it means, `advice` what to do.
 * It is shown to a person without a stack trace.
 */
export class Failure extends Error {
  override name = 'Failure';
  readonly kind: FailureKind;
  readonly advice: string;

  constructor(kind: FailureKind, message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.advice = advice;
  }

  /** The exit code of the process when this failure ends it. */
  get exitCode(): number {
    return exitCodeFor(this.kind);
  }
}

/** The reason with which work is aborted when the person or the system asks the program to stop. */
export class Stopped extends Error {
  override name = 'Stopped';

  constructor() {
    super('Stopped on request.');
  }
}

/** One or two sentences about any error, fit for a terminal or the `error` column of `sync_runs`. */
export function sentence(error: unknown): string {
  if (error instanceof Failure) {
    const space = error.message.includes('\n') ? '\n' : ' ';
    return error.message + space + error.advice;
  }
  return error instanceof Error ? error.message : String(error);
}
