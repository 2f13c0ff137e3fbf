import { createRequire } from 'node:module';

/** An object out of an answer. */
export type Json = Record<string, unknown>;

/** Whether a value out of an answer is an object, and no list. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How much of a broken answer an error keeps. */
const BEGINNING = 120;
/** How much of a value a note keeps. */
const BRIEF = 60;

// Effort and route ids have 19 digits, which JSON.parse rounds; the slow parser is for bodies that hold such: whole
// numbers, and no digits behind the point of a fraction, nor a text of their own.
const LONG_NUMBER = /(?:^|[ \t\r\n,:[-])\d{16,}(?![\d.eE])/;

// A name that ends in `token` or `secret`, and its value: also one that is cut off, or escaped as JSON within JSON is.
const TOKEN = /(\\*"\w*(?:token|secret)\\*"\s*:\s*)(?:\\*"(?:[^"\\]|\\[\s\S])*["\\]?|[^\s,}\]"]+)/gi;

/**
 * The beginning of a body on one line, for an error text, without the value of any token: Strava puts a live one into
 * details. No error may show a body in another way.
 */
export function beginning(body: string): string {
  const line = cleanLine(body, BEGINNING);
  return line === '' ? 'empty body' : `body begins ${JSON.stringify(line)}`;
}

function cleanLine(text: string, length: number): string {
  // Cut after the cleaning, since half a token tells half of it; what comes far behind cannot be shown anyway.
  const clean = text.slice(0, 100 * BEGINNING).replace(TOKEN, '$1"[secret]"');
  return clean.slice(0, length).replace(/\s+/g, ' ').toWellFormed();
}

/** The beginning of a value out of an answer, on one line and without the value of any token, to name it in a note. */
export function brief(value: unknown): string {
  if (value === undefined) return 'missing';
  try {
    const text = JSON.stringify(value, (_name, part) => (typeof part === 'bigint' ? String(part) : part));
    const line = cleanLine(text, BRIEF);
    return text.length > BRIEF ? `${line}…` : line;
  } catch {
    return 'nested too deeply to be shown';
  }
}

const isLongInteger = (text: string) => /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
// A repeated key means what it means to JSON.parse: the last one counts.
const EXACT = {
  parseNumber: (text: string) => (isLongInteger(text) ? BigInt(text) : Number(text)),
  onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue,
};

type LosslessJson = typeof import('lossless-json');
const load = createRequire(import.meta.url);

/**
 * Parses JSON; integers that a number cannot hold exactly become BigInt.
 * @throws {SyntaxError} when it is no JSON.
 */
export function parseJson(text: string): unknown {
  if (!LONG_NUMBER.test(text)) return JSON.parse(text);
  // Loaded at the first long id: most workers of two snapshots never need it.
  const { parse } = load('lossless-json') as LosslessJson;
  return parse(text, undefined, EXACT);
}

/** The JSON text of a value; a BigInt becomes a number to the digit. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    // A BigInt in it is all that JSON of any answer cannot say.
    const { stringify } = load('lossless-json') as LosslessJson;
    return stringify(value) ?? 'null';
  }
}

/** How deep two values are compared: ten times as deep as anything of Strava's, and far from the end of the stack. */
const DEEPEST = 100;

/** Whether two values out of answers say the same. What is nested more than a hundred times is the same as nothing. */
export function sameValue(one: unknown, other: unknown, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  if (one === other) return true;
  if (typeof one === 'bigint' || typeof other === 'bigint')
    return typeof one !== typeof other && Number(one) === Number(other);
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [ones, others] = [one as Json, other as Json];
  const names = Object.keys(ones);
  return (
    names.length === Object.keys(others).length &&
    names.every((name) => Object.hasOwn(others, name) && sameValue(ones[name], others[name], depth + 1))
  );
}

/**
 * Whether two JSON texts say the same: names in any order, numbers and texts written in any way. What is no JSON, or
 * nested too deeply to be compared, is the same as nothing but itself.
 */
export function sameJson(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    return sameValue(parseJson(one), parseJson(other));
  } catch {
    return false;
  }
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === '\\') before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}

/** The end of the JSON value that begins at `start`: a string, an object or an array (by counting), or a scalar. */
export function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (c === '"') i = endOfString(text, i);
    else if (c === '{' || c === '[') depth += 1;
    else if (c === '}' || c === ']') depth -= 1;
    if (depth < 0 || (depth === 0 && c === ',')) return i;
  }
  return text.length;
}

/** The texts of the elements of a JSON array, to the letter. @param text a valid JSON array. */
export function elementTexts(text: string): string[] {
  const elements: string[] = [];
  let start = text.indexOf('[') + 1;
  while (start < text.length) {
    const end = endOfValue(text, start);
    const element = text.slice(start, end).trim();
    if (element !== '') elements.push(element);
    if (text[end] !== ',') break;
    start = end + 1;
  }
  return elements;
}
