import { noteItem } from '../archive/coverage.ts';
import { Failure } from '../errors.ts';
import { resources } from '../resources/index.ts';
import { createSearch, dropSearch } from '../search/search.ts';
import { createSettled, dropSettled } from '../settled/settled.ts';
import { attempt } from '../sqlite/attempt.ts';
import { type Db, immediate } from '../sqlite/open.ts';

/** A kept answer of which no rows could be made. */
export interface LeftOut {
  /** What it is: `activity 42`. */
  what: string;
  why: string;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function remakeAll(archive: Db): LeftOut[] {
  const leftOut: LeftOut[] = [];
  for (const resource of resources) {
    for (const { what, line, apply } of resource.rebuild?.(archive) ?? []) {
      const error = attempt(archive, () => {
        const note = apply();
        if (note !== undefined) noteItem(archive, line, note);
      });
      if (error !== undefined) leftOut.push({ what, why: reasonOf(error) });
    }
  }
  return leftOut;
}

/**
 * Makes every typed table again from the kept answers, and `search` of them, in one transaction and without a request.
 * What makes no rows costs none of the others. Of the ledger only the notes change: what is understood now has none.
 * Documents and the book of passes stay as they are.
 * @returns the answers that made no rows.
 * @throws {Failure} `archive` when the result would not fit together; then nothing has changed.
 */
export function rebuildTables(archive: Db): LeftOut[] {
  const { $client } = archive;
  // What is deleted here is made again in another order than its foreign keys want.
  $client.pragma('foreign_keys = OFF');
  try {
    return immediate(archive, () => {
      // Made of the new rows in the end, since that costs less than to follow each.
      dropSearch($client);
      dropSettled($client);
      const leftOut = remakeAll(archive);
      createSettled($client);
      createSearch($client);
      if (($client.pragma('foreign_key_check') as unknown[]).length > 0) {
        throw new Failure(
          'archive',
          'The rebuilt tables do not fit together, so all was left as it was.',
          'Please report this.',
        );
      }
      return leftOut;
    });
  } finally {
    $client.pragma('foreign_keys = ON');
  }
}
