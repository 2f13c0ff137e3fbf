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

// What cannot be written is kept up to here, for when the disk has space again.
const UNWRITTEN_BYTES = 64 * 1024;

/** Standard error; on a full disk lines are lost, which stops nothing. */
function standardError(): pino.DestinationStream {
  const stream = pino.destination({ dest: 2, sync: true, maxLength: UNWRITTEN_BYTES });
  stream.on('error', () => {});
  return stream;
}

async function prettyStream(): Promise<pino.DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  const colorize = process.stderr.isTTY === true && !process.env.NO_COLOR;
  return pretty({
    destination: standardError(),
    colorize,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname',
  });
}

/** The program's log. Every line passes {@link scrub}: a known secret never leaves, wherever it stands. */
export async function createLogger(options: LogOptions): Promise<Logger> {
  const own = () => (options.format === 'pretty' ? prettyStream() : standardError());
  const destination = options.destination ?? (await own());
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
