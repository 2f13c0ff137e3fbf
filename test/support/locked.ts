import { onTestFinished } from 'vitest';
import { Sqlite } from '../../src/sqlite/driver.ts';

/**
 * Another program that writes to a database until it is let go, at the latest at the end of the test.
 * @param options `patienceMs`: how long it waits for who writes there already.
 */
export function writeTo(path: string, { patienceMs = 5_000 } = {}): { letGo: () => void } {
  const other = new Sqlite(path, { timeout: patienceMs });
  onTestFinished(() => void other.close());
  other.exec('BEGIN IMMEDIATE');
  return { letGo: () => void other.exec('ROLLBACK') };
}
