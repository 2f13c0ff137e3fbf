import { brief } from '../json.ts';
import { scrub } from '../secret.ts';
import { attempt } from '../sqlite/attempt.ts';
import type { Db } from '../sqlite/open.ts';

// The answer itself has them all.
const SHOWN = 12;

// A line of the ledger is to be read by a person.
const LONGEST = 2_000;

/** The notes of two answers as one. */
export function joinNotes(one: string | null | undefined, other: string | null): string | null {
  const both = [one, other].filter((note) => note).join('; ');
  return both === '' ? null : both.slice(0, LONGEST).toWellFormed();
}

/** What of an answer the archive does not understand: each value with its place in the answer. */
export class Notes {
  readonly #shown: string[] = [];
  #count = 0;

  #push(note: () => string): void {
    this.#count += 1;
    if (this.#count <= SHOWN) this.#shown.push(note());
  }

  /** @param where the place of the value in the answer: `laps.3.pace_zone`. */
  add(where: string, value: unknown): void {
    this.#push(() => `${where}: ${brief(value)}`);
  }

  /** Notes something else than a value. @param where its place in the answer. */
  say(where: string, what: string): void {
    this.#push(() => `${where}: ${what}`);
  }

  /** Writes rows in a savepoint of the open transaction; those that the tables refuse are none, and a note. */
  attempt(db: Db, where: string, work: () => void): void {
    const error = attempt(db, work);
    if (error !== undefined) this.say(where, error instanceof Error ? error.message : String(error));
  }

  /** `laps.3.pace_zone: "abc"; laps.4: null; …` for the ledger; null when everything was understood. */
  text(): string | null {
    if (this.#count === 0) return null;
    const more = this.#count - this.#shown.length;
    return scrub([...this.#shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
  }
}
