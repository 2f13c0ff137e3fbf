import { Stopped } from './errors.ts';

// A stop must end within 5 seconds, whatever hangs.
const STOP_WITHIN_MS = 4_500;
const LOOK_MS = 100;

const reasons = new Set<{ why: string }>();

/** Until it is disposed of, a stop waits and says why: what is under way exists nowhere else. @param why for a person. */
export function unfinished(why: string): Disposable {
  const entry = { why };
  reasons.add(entry);
  return { [Symbol.dispose]: () => void reasons.delete(entry) };
}

/** Ends the process as soon as nothing is unfinished. @param say tells a person what it waits for. */
function endWhenFinished(say: (line: string) => void): void {
  const [reason] = reasons;
  if (!reason) process.exit(0);
  say(`Not stopped yet: ${reason.why}. It goes on trying; a second signal ends it at once, and loses them.`);
  setInterval(() => {
    if (reasons.size === 0) process.exit(0);
  }, LOOK_MS).unref();
}

/**
 * The first signal asks for a clean stop, the second one exits at once.
 * @returns aborts with {@link Stopped} at the first.
 */
export function stopOnSignals(say: (line: string) => void): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Stopped());
    setTimeout(() => endWhenFinished(say), STOP_WITHIN_MS).unref();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
