const ESCAPES: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

const escaped = (character: string): string =>
  ESCAPES[character] ?? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;

// Controls, what turns the direction of writing, and line separators.
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A text of others, such as the name of an activity, as a terminal may show it: what would steer it is spelled out. */
export const plain = (text: string): string => text.replace(UNSAFE, escaped);

const STEERING = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The same for a text of several lines, which stay. */
export const plainLines = (text: string): string => text.replace(STEERING, escaped);
