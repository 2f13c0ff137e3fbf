import { VirtualClock } from './virtual-clock.ts';

/** The clock of a machine that is set wrong: by so much ahead of the true one, with which it runs. */
export class SkewedClock extends VirtualClock {
  readonly #right: VirtualClock;
  /** Milliseconds. */
  ahead = 0;

  constructor(right: VirtualClock) {
    super(right.now());
    this.#right = right;
  }

  override now(): number {
    return this.#right.now() + this.ahead;
  }

  override advance(ms: number): void {
    this.#right.advance(ms);
  }

  override sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#right.sleep(ms, signal);
  }
}
