import { deflateSync, inflateSync } from 'node:zlib';
import { endOfValue } from '../json.ts';

// A live token in the detail of an activity, which would let anybody embed it.
const EMBED_TOKEN =
  /,\s*"embed_token"\s*:\s*(?:null|"(?:[^"\\]|\\.)*")|"embed_token"\s*:\s*(?:null|"(?:[^"\\]|\\.)*")\s*,?/g;

// One that is left is of another type than Strava's: its value ends where JSON says.
const ODD_TOKEN = /"embed_token"\s*:\s*/g;

function withoutOddTokens(text: string): string {
  let clean = '';
  let from = 0;
  for (const { 0: name, index } of text.matchAll(ODD_TOKEN)) {
    const start = index + name.length;
    if (index < from) continue;
    clean += `${text.slice(from, start)}null`;
    from = endOfValue(text, start);
  }
  return clean + text.slice(from);
}

/** The text of an answer without what must never be stored; everything else stays to the letter. */
export function withoutSecrets(text: string): string {
  return text.includes('"embed_token"') ? withoutOddTokens(text.replace(EMBED_TOKEN, '')) : text;
}

// Compressing a shorter text costs more than all else that is done for it, and saves a hundredth of an archive.
const SHORT = 2_048;

// How zlib begins, and JSON never does: earlier versions packed whatever came out as long as the text too.
const ZLIB = 0x78;

/** As `sqlar` packs: zlib-compressed, or as it is where that is no longer and cannot be taken for packed. */
export function pack(text: Buffer): Buffer {
  if (text[0] === ZLIB) return deflateSync(text);
  const packed = text.length < SHORT ? text : deflateSync(text);
  return packed.length < text.length ? packed : text;
}

/** @throws when it is broken. */
export const unpack = ({ body, bytes }: { body: Buffer; bytes: number }): string =>
  (body.length === bytes && body[0] !== ZLIB ? body : inflateSync(body)).toString();
