/**
 * A time that several processes of a soak share: so many times as fast as the real one, and skipped ahead where nothing
 * happens. What was skipped stands in a file, so that all of them know it at once.
 */
import { openSync, readSync, writeSync } from 'node:fs';

/** What a process has to know to read the time. */
export interface ClockPlan {
  /** Of 16 bytes: the milliseconds that the worker skipped, and those that its world skipped while it could not. */
  file: string;
  /** The time at which the soak began, epoch milliseconds. */
  start: number;
  /** What {@link realMs} said then. */
  began: number;
  /** How many times as fast it runs. */
  speed: number;
}

/** Each has a number of its own, so that neither overwrites what the other has skipped. */
const SKIPPERS = { worker: 0, world: 1 } as const;

/** Real milliseconds, from a moment that is the same for all processes of a machine. */
export const realMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** The time that a soak has by now. */
export interface SharedClock {
  /** Epoch milliseconds, with a fraction. */
  exactly(): number;
  now(): number;
  skip(ms: number): void;
}

/** @param skipper who this process is. */
export function openClock(
  { file, start, began, speed }: ClockPlan,
  skipper: keyof typeof SKIPPERS,
): SharedClock {
  const descriptor = openSync(file, 'r+');
  const skipped = new Float64Array(2);
  const bytes = new Uint8Array(skipped.buffer);
  const exactly = () => {
    readSync(descriptor, bytes, 0, bytes.length, 0);
    const [byWorker = 0, byWorld = 0] = skipped;
    return start + (realMs() - began) * speed + byWorker + byWorld;
  };
  return {
    exactly,
    now: () => Math.floor(exactly()),
    skip(ms) {
      exactly();
      const own = SKIPPERS[skipper];
      const more = new Float64Array([(skipped[own] ?? 0) + ms]);
      writeSync(descriptor, new Uint8Array(more.buffer), 0, 8, own * 8);
    },
  };
}
