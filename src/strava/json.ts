import { StravaFault } from '../http/fault.ts';

/** How much of a broken answer an error keeps. */
const BEGINNING = 120;

// Effort and route ids have 19 digits, which JSON.parse rounds; the slow parser is for bodies that hold such.
const LONG_INTEGER = /\d{16}/;

/** The beginning of a body on one line, for an error text. */
export function beginning(body: string): string {
  const line = body.slice(0, BEGINNING).replace(/\s+/g, ' ');
  return line === '' ? 'empty body' : `body begins ${JSON.stringify(line)}`;
}

const isLongInteger = (text: string) => /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));

// A repeated key means what it means to JSON.parse: the last one counts.
const EXACT = {
  parseNumber: (text: string) => (isLongInteger(text) ? BigInt(text) : Number(text)),
  onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue,
};

async function parseLossless(body: string): Promise<unknown> {
  const { parse } = await import('lossless-json');
  return parse(body, undefined, EXACT);
}

/**
 * Parses an answer's body; integers that a number cannot hold exactly become BigInt.
 * @throws {StravaFault} `malformed` when it is no JSON: HTML, cut off, empty.
 */
export async function parseBody(what: string, status: number, body: string): Promise<unknown> {
  try {
    return LONG_INTEGER.test(body) ? await parseLossless(body) : JSON.parse(body);
  } catch {
    throw new StravaFault('malformed', what, { status, detail: beginning(body) });
  }
}
