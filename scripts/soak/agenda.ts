/** Something that happens at a time of the soak. */
export interface Happening {
  /** Epoch milliseconds. */
  at: number;
  happen(): void | Promise<void>;
}

/** What is still to happen, in order. */
export class Agenda {
  readonly #all: Happening[] = [];

  add(at: number, happen: Happening['happen']): void {
    const index = this.#all.findIndex((each) => each.at > at);
    this.#all.splice(index === -1 ? this.#all.length : index, 0, { at, happen });
  }

  /** When the next one is; infinite when there is none. */
  get nextAt(): number {
    return this.#all[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Takes the next one if its time has come. */
  take(now: number): Happening | undefined {
    return this.nextAt <= now ? this.#all.shift() : undefined;
  }
}
