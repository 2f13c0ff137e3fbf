import { Failure } from '../errors.ts';
import { resources } from '../resources/index.ts';
import { type Db, immediate } from '../sqlite/open.ts';

/**
 * Makes every typed table again from the kept answers, in one transaction and without a request.
 * Ledger, documents, streams and the book of passes stay as they are.
 * @throws {Failure} `archive` when the result would not fit together; then nothing has changed.
 */
export function rebuildTables(archive: Db): void {
  const { $client } = archive;
  // What is deleted here is made again in another order than its foreign keys want.
  $client.pragma('foreign_keys = OFF');
  try {
    immediate(archive, () => {
      for (const resource of resources) resource.rebuild?.(archive);
      if (($client.pragma('foreign_key_check') as unknown[]).length > 0) {
        throw new Failure(
          'archive',
          'The rebuilt tables do not fit together, so all was left as it was.',
          'Please report this.',
        );
      }
    });
  } finally {
    $client.pragma('foreign_keys = ON');
  }
}
