import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokensOf } from '../../src/ask/tokens.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { sized } from '../support/soak.ts';

const texts = (sql: string) => [...tokensOf(sql)].map(({ text }) => text);

test.each<[string, string[]]>([
  ['SELECT \'it\'\'s\' , "a""b"', ['SELECT', "'it''s'", ',', '"a""b"']],
  ['/**/a/*/ b */c/* d', ['a', 'c']],
  ['a--b\nc', ['a', 'c']],
  ['[a b]`c d`', ['[a b]', '`c d`']],
  ["'open -- \n /*", ["'open -- \n /*"]],
  ['\uFEFFSELECT\uFEFFx', ['SELECT\uFEFFx']],
  ['höhe>=1.5', ['höhe', '>', '=', '1', '.', '5']],
  ['/*', ['/', '*']],
])('cuts %j as SQLite does', (sql, expected) => {
  expect(texts(sql)).toEqual(expected);
});

test('a text of any length', () => {
  const long = `'${"it''s ".repeat(1_000_000)}'`;
  expect(texts(`SELECT ${long}`)).toEqual(['SELECT', long]);
});

const PIECES = [
  ...["'", '"', '`', '[', ']', '(', ')', '--', '/*', '*/', '\n', ' ', '\uFEFF', '\f', '\v', '\u00a0'],
  ...["''", '/', '*', '-', 'a', '1', 'é', '🚴', '$', '@', ':', '.', ',', '=', '||', 'x', 'OR', '/**/', '/*/'],
];

/** Whether SQLite takes it as a whole. */
function isStatement(db: InstanceType<typeof Sqlite>, sql: string): boolean {
  try {
    return db.prepare(sql).reader;
  } catch {
    return false;
  }
}

test('sees the same parentheses as SQLite, whatever stands between them', () => {
  const db = new Sqlite(':memory:');
  const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, (inside) => {
      const sql = `SELECT 1 AS a WHERE (${inside}\n) AND ((1))`;
      const depth = texts(sql).reduce((sum, each) => sum + (each === '(' ? 1 : each === ')' ? -1 : 0), 0);
      if (isStatement(db, sql)) expect(depth).toBe(0);
    }),
    { numRuns: sized(2_000, 50_000) },
  );
  db.close();
});
