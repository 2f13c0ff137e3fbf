import type { Reader } from '../sqlite/read.ts';
import { streamPoints } from '../streams/view.ts';
import { DOUBLE_HOLDS, quoted } from './relation.ts';
import type { Value } from './text-rows.ts';

// Codes of blocks hold none of these; a value that no code fits may be one.
const LARGE = `SELECT 1 FROM stream_values WHERE activity_id = ? AND typeof(value) = 'integer'
  AND value NOT BETWEEN ${DOUBLE_HOLDS}`;

/**
 * The points of activities, one activity after the other, so that no more than one of them has to be put in order. Whole
 * numbers are numbers, since a bigint takes as long as all else of a value, but where those could not hold them.
 */
export function* pointsOf({ $client }: Reader, ids: Iterable<bigint>): Generator<Value[]> {
  const names = Object.keys(streamPoints.columns).map(quoted);
  const sql = `SELECT ${names} FROM ${streamPoints.name} WHERE activity_id = ? ORDER BY point`;
  const [fast, exact] = [$client.prepare(sql).raw(), $client.prepare(sql).raw().safeIntegers()];
  const large = $client.prepare(LARGE);
  for (const id of ids) yield* (large.get(id) ? exact : fast).iterate(id) as Iterable<Value[]>;
}
