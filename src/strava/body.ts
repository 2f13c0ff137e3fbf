import { beginning, parseJson } from '../json.ts';
import { StravaFault } from './fault.ts';

/**
 * Parses an answer's body.
 * @throws {StravaFault} `malformed` when it is no JSON: HTML, cut off, empty.
 */
export function parseBody(what: string, status: number, body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    throw new StravaFault('malformed', what, { status, detail: beginning(body) });
  }
}
