import pino from 'pino';
import { scrub } from './secret.ts';

export type Logger = pino.Logger;
export type LogFormat = 'pretty' | 'json';

export interface LogOptions {
  level: string;
  format: LogFormat;
  /** Where lines go; standard error by default, so that standard output stays for answers. */
  destination?: pino.DestinationStream;
}

async function prettyStream(): Promise<pino.DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  const colorize = process.stderr.isTTY === true && !process.env.NO_COLOR;
  return pretty({
    destination: 2,
    sync: true,
    colorize,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname',
  });
}

/** The program's log. Every line passes {@link scrub}: a known secret never leaves, wherever it stands. */
export async function createLogger(options: LogOptions): Promise<Logger> {
  const json = () => pino.destination({ dest: 2, sync: true });
  const destination = options.destination ?? (options.format === 'pretty' ? await prettyStream() : json());
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: scrub },
    },
    destination,
  );
}
