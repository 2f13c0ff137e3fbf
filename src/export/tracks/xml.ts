import { isWithin } from './recorded.ts';

// What XML 1.0 has no way to write: most control characters, half of a pair, and two that mean nothing.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;
// A carriage return would be read as a line feed.
const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** A text between tags. What XML cannot hold is left out. */
const escaped = (text: string): string =>
  text.replace(UNWRITABLE, '').replace(/[&<>\r]/g, (character) => ESCAPED[character] ?? '');

/** An element with a text; '' for none, or an empty one. */
export const textElement = (name: string, text: string | null | undefined): string =>
  text ? `<${name}>${escaped(text)}</${name}>` : '';

/** An element with what is written already; '' for nothing. */
export const element = (name: string, content: string | undefined): string =>
  content ? `<${name}>${content}</${name}>` : '';

/** A number with all of its digits and without an exponent, which XML's decimals do not have; undefined for none. */
export function decimal(value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return digits;
  const [, sign = '', before = '', after = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(digits) ?? [];
  const point = before.length + Number(exponent);
  const all = before + after;
  return sign + (point > 0 ? all.padEnd(point, '0') : `0.${'0'.repeat(-point)}${all}`);
}

/** Degrees east; the schemas have no 180 of them, which are 180 degrees west. */
export const longitude = (lng: unknown): string | undefined => decimal(lng === 180 ? -180 : lng);

/** A whole number between two; decimals are rounded. @returns undefined for one outside, and for none. */
export function whole(value: unknown, least: number, most: number): string | undefined {
  const rounded = typeof value === 'number' ? Math.round(value) : undefined;
  return isWithin(rounded, least, most) ? String(rounded + 0) : undefined;
}

/** Beats a minute, of which a heart has some: 0 is a strap that lost contact. */
export const beats = (value: unknown): string | undefined => whole(value, 1, 255);

/** Turns a minute; 255 is what devices say when they do not know. */
export const turns = (value: unknown): string | undefined => whole(value, 0, 254);

/** Watts. */
export const power = (value: unknown): string | undefined => whole(value, 0, 65_535);
