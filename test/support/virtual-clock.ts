import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until a sleep or a test moves it; sleeping takes no real time. */
export class VirtualClock implements Clock {
  /** Every sleep so far, in milliseconds. */
  readonly slept: number[] = [];
  #now: number;

  constructor(start: string | number = '2026-11-24T10:00:00Z') {
    this.#now = new Date(start).getTime();
  }

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  set(instant: string): void {
    this.#now = Date.parse(instant);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.#now += ms;
    await setImmediate();
    signal?.throwIfAborted();
  }
}
