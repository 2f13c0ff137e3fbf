import { resolve } from 'node:path';
import { ask } from '../ask/ask.ts';
import { checkCondition } from '../ask/guard.ts';
import { Failure } from '../errors.ts';
import type { Reader } from '../sqlite/read.ts';

const TIMEOUT_MS = 30_000;

/**
 * The ids of the rows of a table or view for which a condition holds that a person wrote: found as a question of theirs
 * is answered, in a process that is killed when it takes too long.
 * @throws {Failure} `usage` for what is no condition or would do more than read, `timeout` when it was stopped.
 */
export async function idsWhere(
  { $client }: Reader,
  { table, condition }: { table: string; condition: string },
  signal: AbortSignal,
): Promise<string[]> {
  const sql = `SELECT id FROM ${table} WHERE ${checkCondition($client, table, condition)}`;
  const ids: string[] = [];
  try {
    using answer = await ask({
      ...{ archive: resolve($client.name), sql, parameters: {} },
      ...{ timeoutMs: TIMEOUT_MS, signal },
    });
    for await (const batch of answer.batches()) ids.push(...batch.map(([id]) => String(id)));
    return ids;
  } catch (error) {
    if (!(error instanceof Failure && error.kind === 'timeout')) throw error;
    throw new Failure('timeout', `--where: ${error.message}`, 'Choose by less.', { cause: error });
  }
}
