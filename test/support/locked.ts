import { onTestFinished } from 'vitest';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { patience } from '../../src/sqlite/patience.ts';

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

/** Until the end of the test, whatever is opened waits for others a moment, not seconds. */
export function beImpatient(): void {
  const usual = { ...patience };
  onTestFinished(() => void Object.assign(patience, usual));
  Object.assign(patience, { writerMs: 100, workerMs: 100, placeMs: 100 });
}
