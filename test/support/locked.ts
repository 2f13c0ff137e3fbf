import { onTestFinished } from 'vitest';
import { Sqlite } from '../../src/sqlite/driver.ts';

/** Another program that writes to a database until it is let go, at the latest at the end of the test. */
export function writeTo(path: string): { letGo: () => void } {
  const other = new Sqlite(path);
  onTestFinished(() => void other.close());
  other.exec('BEGIN IMMEDIATE');
  return { letGo: () => void other.exec('ROLLBACK') };
}
