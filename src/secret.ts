import { inspect } from 'node:util';

// A token pair lives for hours; this many values cover months of rotations without growing for ever.
const REMEMBERED = 512;
const known = new Set<string>();

function remember(value: string): void {
  if (value.length < 8) return;
  known.delete(value);
  known.add(value);
  for (const oldest of known) {
    if (known.size <= REMEMBERED) break;
    known.delete(oldest);
  }
}

/** A value that prints as `[secret]` wherever it ends up, and that {@link scrub} removes from any text. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    remember(value);
    remember(encodeURIComponent(value));
  }

  /** The value itself, for the one place that sends or stores it. */
  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

/** Replaces every known secret value in a text by `[secret]`. */
export function scrub(text: string): string {
  let clean = text;
  for (const value of known) {
    if (clean.includes(value)) clean = clean.replaceAll(value, '[secret]');
  }
  return clean;
}
