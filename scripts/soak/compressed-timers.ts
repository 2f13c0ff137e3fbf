/** The timers of Node by another clock. */
import timers from 'node:timers';
import promises from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SharedClock } from './shared-clock.ts';

const { setTimeout: setReal, clearTimeout: clearReal } = timers;
const LONGEST_MS = 2 ** 31 - 1;

/** What waits for its time. */
const pending = new Set<CompressedTimer>();

/** Skips the time to the timer that is next, and lets it go off. @returns whether there was one. */
export function skipToNext(clock: SharedClock): boolean {
  const [next, ...others] = [...pending].sort((a, b) => a.due - b.due);
  const ahead = (next?.due ?? 0) - clock.exactly();
  if (ahead > 0) {
    clock.skip(ahead);
    for (const timer of others) timer.arm();
  }
  next?.look();
  return next !== undefined;
}

/** As what `setTimeout` and `setInterval` return. It never goes off too early, however coarse real timers are. */
class CompressedTimer {
  due = 0;
  readonly #clock: SharedClock;
  readonly #speed: number;
  readonly #ms: number;
  readonly #repeats: boolean;
  readonly #call: () => void;
  #native: NodeJS.Timeout | undefined;
  #isRef = true;

  constructor(by: { clock: SharedClock; speed: number }, ms: unknown, repeats: boolean, call: () => void) {
    this.#clock = by.clock;
    this.#speed = by.speed;
    const wanted = Number(ms);
    this.#ms = wanted >= 1 && wanted <= LONGEST_MS ? wanted : 1;
    this.#repeats = repeats;
    this.#call = call;
    this.refresh();
  }

  refresh(): this {
    this.due = this.#clock.exactly() + this.#ms;
    pending.add(this);
    this.arm();
    return this;
  }

  arm(): void {
    clearReal(this.#native);
    const left = Math.max(0, this.due - this.#clock.exactly()) / this.#speed;
    this.#native = setReal(() => this.look(), Math.ceil(left));
    if (!this.#isRef) this.#native.unref();
  }

  /** Goes off if it is time to. */
  look(): void {
    clearReal(this.#native);
    if (this.#clock.exactly() < this.due) {
      this.arm();
      return;
    }
    if (this.#repeats) this.refresh();
    else pending.delete(this);
    this.#call();
  }

  ref(): this {
    this.#isRef = true;
    this.#native?.ref();
    return this;
  }

  unref(): this {
    this.#isRef = false;
    this.#native?.unref();
    return this;
  }

  hasRef(): boolean {
    return this.#isRef;
  }

  close(): this {
    clearReal(this.#native);
    pending.delete(this);
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

type Call = (...values: unknown[]) => void;

/** Replaces the timers that the program uses; those inside of Node stay as they are. */
export function compressTimers(by: { clock: SharedClock; speed: number }): void {
  const setTimer =
    (repeats: boolean) =>
    (call: Call, ms?: unknown, ...values: unknown[]) =>
      new CompressedTimer(by, ms, repeats, () => call(...values));
  const clear = (timer: unknown) => void (timer instanceof CompressedTimer && timer.close());
  const sleep = (ms?: number, value?: unknown, options: { signal?: AbortSignal; ref?: boolean } = {}) =>
    new Promise((resolve, reject) => {
      const { signal, ref = true } = options;
      const stop = () => {
        timer.close();
        reject(
          Object.assign(new Error('The operation was aborted'), { name: 'AbortError', code: 'ABORT_ERR' }),
        );
      };
      const timer = new CompressedTimer(by, ms, false, () => {
        signal?.removeEventListener('abort', stop);
        resolve(value);
      });
      if (!ref) timer.unref();
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted) stop();
    });
  const setTimeout = Object.assign(setTimer(false), { [promisify.custom]: sleep });
  const replaced = { setTimeout, setInterval: setTimer(true), clearTimeout: clear, clearInterval: clear };
  Object.assign(globalThis, replaced);
  Object.assign(timers, replaced);
  Object.assign(promises, { setTimeout: sleep });
}
