import { inspect } from 'node:util';

/** How long a value is scrubbed: for the life of the process, or until many newer ones have come. */
type Lifetime = 'pinned' | 'rotating';

// A token pair lives for hours; this many values cover months of rotations without growing for ever.
const REMEMBERED = 512;
const rotating = new Set<string>();
// What a person configured: a handful, however long the process lives.
const pinned = new Set<string>();

function remember(value: string, lifetime: Lifetime): void {
  if (value.length < 8) return;
  if (lifetime === 'pinned') {
    pinned.add(value);
    return;
  }
  rotating.delete(value);
  rotating.add(value);
  for (const oldest of rotating) {
    if (rotating.size <= REMEMBERED) break;
    rotating.delete(oldest);
  }
}

/** A value that prints as `[secret]` wherever it ends up, and that {@link scrub} removes from any text. */
export class Secret {
  readonly #value: string;

  /** @param lifetime `pinned` for what stays the same while the process lives, such as a client secret. */
  constructor(value: string, lifetime: Lifetime = 'rotating') {
    this.#value = value;
    remember(value, lifetime);
    remember(encodeURIComponent(value), lifetime);
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
  for (const values of [pinned, rotating]) {
    for (const value of values) {
      if (clean.includes(value)) clean = clean.replaceAll(value, '[secret]');
    }
  }
  return clean;
}
