import { inflateSync } from 'node:zlib';

/** A row of `documents`. */
export interface Packed {
  body: Buffer;
  bytes: number;
}

/** The text of a document, as the data dictionary says. */
export const unpacked = ({ body, bytes }: Packed): string =>
  (body.length === bytes ? body : inflateSync(body)).toString();
