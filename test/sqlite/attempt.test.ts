import { describe, expect, test } from 'vitest';
import { attempt } from '../../src/sqlite/attempt.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { newArchive } from '../archive/open-archive.ts';

function numbers() {
  const db = newArchive();
  db.$client.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY CHECK (n < 10), text TEXT) STRICT');
  const insert = db.$client.prepare('INSERT INTO numbers VALUES (?, ?)');
  const put = (n: unknown, text: unknown = '') => insert.run(n, text);
  return { db, put, held: () => db.$client.prepare('SELECT n FROM numbers').pluck().all() };
}

describe('an attempt', () => {
  test.each<[string, unknown, RegExp]>([
    ['a row that a check refuses', 10, /CHECK/],
    ['a row that is there already', 1, /UNIQUE/],
    ['a value of another type', 'odd', /datatype mismatch|cannot store/],
    ['a value that cannot be bound', {}, /parameter/],
  ])('is undone by %s, and nothing else is', (_what, odd, why) => {
    const { db, put, held } = numbers();
    immediate(db, () => {
      put(1);
      const error = attempt(db, () => {
        put(2);
        put(odd);
      });
      expect((error as Error).message).toMatch(why);
      expect(attempt(db, () => void put(3))).toBeUndefined();
    });
    expect(held()).toEqual([1, 3]);
  });

  test('is no way around a full disk', () => {
    const { db, put, held } = numbers();
    db.$client.pragma('max_page_count = 1');
    const long = 'x'.repeat(100_000);
    expect(() => immediate(db, () => attempt(db, () => void put(1, long)))).toThrow(/full/);
    expect(held()).toEqual([]);
  });
});
