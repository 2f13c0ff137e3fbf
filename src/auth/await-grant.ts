import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { type CallbackAnswer, readCallback, readPaste } from './authorization.ts';
import {
  type CallbackAddress,
  type CallbackServer,
  listenForCallback,
  type ShowPage,
} from './callback-server.ts';

/** The browser's answer, and a way to show its outcome there (nowhere after a paste). */
export interface Arrival {
  answer: Exclude<CallbackAnswer, { kind: 'invalid' }>;
  show: ShowPage;
}

export interface AwaitGrantOptions extends CallbackAddress {
  state: string;
  /** Where a person, or a pipe, pastes the address or the code. */
  input: Readable;
  /** Says a line to the person. */
  say: (line: string) => void;
  signal?: AbortSignal | undefined;
}

export interface PendingGrant extends AsyncDisposable {
  /** Whether the callback can arrive here; otherwise the port is in use. */
  listening: boolean;
  /** The first valid answer, by whichever way. */
  arrival: Promise<Arrival>;
}

const PORT_PROBLEMS = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'];

const isPortProblem = (error: unknown) =>
  error instanceof Error && 'code' in error && PORT_PROBLEMS.includes(String(error.code));

const nothingCanArrive = () =>
  new Failure(
    'not_connected',
    'Nobody can answer: the port of STRAVA_REDIRECT_URL is in use and standard input has ended.',
    `Free the port or choose another one in STRAVA_REDIRECT_URL, then run ${command('bootstrap')} again.`,
  );

async function listenIfFree(
  address: CallbackAddress,
  onCallback: (query: URLSearchParams, show: ShowPage) => void,
): Promise<CallbackServer | undefined> {
  try {
    return await listenForCallback(address, onCallback);
  } catch (error) {
    if (isPortProblem(error)) return undefined;
    throw error;
  }
}

/**
 * Opens both ways for the browser's answer, the callback on this machine and a paste on `input`; the first wins.
 * A port in use leaves the paste; the end of `input` leaves the callback.
 */
export async function awaitGrant(options: AwaitGrantOptions): Promise<PendingGrant> {
  const { state, input, say, signal } = options;
  const events = new EventEmitter();
  const first = once(events, 'arrival', signal ? { signal } : {});
  // After the first answer nobody waits any more, and an error event without a listener would be thrown.
  events.on('error', () => {});

  function take(answer: CallbackAnswer, show: ShowPage): void {
    if (answer.kind === 'invalid') {
      say(answer.reason);
      show({ ok: false, title: 'Not connected yet', text: `${answer.reason} Go back to the terminal.` });
    } else if (!events.emit('arrival', { answer, show } satisfies Arrival)) {
      // A page that was loaded again: the answer before it is the one that counts.
      show({ ok: true, title: 'Received', text: 'Your answer has arrived before; the terminal goes on.' });
    }
  }

  const server = await listenIfFree(options, (query, show) => take(readCallback(query, state), show));
  const lines = createInterface({ input, terminal: false });
  lines.on('line', (line) => {
    if (line.trim()) take(readPaste(line, state), () => {});
  });
  lines.on('close', () => {
    if (!server) events.emit('error', nothingCanArrive());
  });

  const arrival = first.then(
    ([found]) => found as Arrival,
    (error) => {
      signal?.throwIfAborted();
      throw error;
    },
  );
  // Whoever awaits it gets the reason; until then a rejection must not count as unhandled.
  arrival.catch(() => {});

  return {
    listening: server !== undefined,
    arrival,
    async [Symbol.asyncDispose]() {
      lines.close();
      input.pause();
      await server?.[Symbol.asyncDispose]();
    },
  };
}
