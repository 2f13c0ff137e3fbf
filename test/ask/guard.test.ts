import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCondition, checkSelect } from '../../src/ask/guard.ts';
import { Failure } from '../../src/errors.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { anArchive, TOKEN } from './archive.ts';

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('It was admitted.');
}

const ADMITTED = [
  'SELECT 1',
  'select 1;',
  ' \n\t\f;; SELECT 1 ; -- the end',
  '\uFEFFSELECT 1',
  '/* why */ -- and how\nSELECT 1 /* not closed',
  'WITH x AS (SELECT 1 AS one) SELECT one FROM x',
  "VALUES (1), ('PRAGMA; ATTACH')",
  'EXPLAIN SELECT 1',
  'explain query plan SELECT name FROM activities',
  "SELECT name FROM pragma_table_info('activities')",
  'SELECT file FROM pragma_database_list',
  'SELECT "name", [name], `name` FROM activities WHERE name LIKE \'%;%\'',
];

test.each(ADMITTED)('admits what only reads: %j', (sql) => {
  expect(checkSelect(anArchive().client, sql).all()).toBeInstanceOf(Array);
});

const REFUSED: [sql: string, why: RegExp][] = [
  ["ATTACH 'credentials.db' AS c", /^ATTACH is refused: no other file/],
  ["attach database 'credentials.db' as c", /^ATTACH is refused/],
  ['DETACH main', /^DETACH is refused/],
  ['BEGIN', /^BEGIN is refused: a question is one statement/],
  ['COMMIT', /^COMMIT is refused/],
  ['ROLLBACK', /^ROLLBACK is refused/],
  ['SAVEPOINT s', /^SAVEPOINT is refused/],
  ['PRAGMA query_only=0', /^PRAGMA is refused/],
  ['PRAGMA journal_mode', /^PRAGMA is refused/],
  ['PRAGMA cache_size=1', /^PRAGMA is refused/],
  ['PRAGMA hard_heap_limit=0', /^PRAGMA is refused/],
  ['PRAGMA table_info(activities)', /^PRAGMA is refused/],
  [';PRAGMA query_only=0', /^PRAGMA is refused/],
  ['\uFEFF PRAGMA query_only=0', /^PRAGMA is refused/],
  ['\f;\r\n-- why\n/* how */ \uFEFF;pragma query_only=0', /^PRAGMA is refused/],
  ['EXPLAIN PRAGMA query_only=0', /^PRAGMA is refused/],
  ['EXPLAIN /**/ QUERY -- x\n PLAN PRAGMA query_only=0', /^PRAGMA is refused/],
  ['REINDEX', /^REINDEX is refused: the archive is only read/],
  ['ANALYZE', /^ANALYZE is refused/],
  ['VACUUM', /^VACUUM is refused/],
  ["VACUUM INTO 'copy.db'", /^VACUUM is refused/],
  ['CREATE TEMP TABLE t (a)', /^CREATE is refused/],
  ["CREATE VIRTUAL TABLE t USING fts5(a, content='credentials.db')", /^CREATE is refused/],
  ['DROP TABLE activities', /^DROP is refused/],
  ['ALTER TABLE activities ADD COLUMN x', /^ALTER is refused/],
  ['DELETE FROM activities', /^DELETE is refused/],
  ['UPDATE activities SET name = NULL', /^UPDATE is refused/],
  ['REPLACE INTO activities (id) VALUES (1)', /^REPLACE is refused/],
  ['INSERT INTO activities (id) VALUES (1) RETURNING id', /^INSERT is refused/],
  ['EXPLAIN INSERT INTO gear (id) VALUES (1)', /^INSERT is refused/],
  ['WITH x AS (SELECT 1) DELETE FROM activities RETURNING id', /^The statement would do more than read/],
  ['EXPLAIN WITH x AS (SELECT 1) DELETE FROM activities', /^The statement would do more than read/],
  ['SELECT 1; DELETE FROM activities', /^There is more than one statement/],
  ['SELECT 1; PRAGMA query_only=0', /^There is more than one statement/],
  ['SELECT 1\0; PRAGMA query_only=0', /^The statement has a NUL character/],
  ['', /^There is no statement/],
  [' ;; -- nothing', /^There is no statement/],
  ['EXPLAIN', /^There is no statement/],
  ['.tables', /^Commands that begin with a dot belong to the program sqlite3/],
  ['\vPRAGMA query_only=0', /^SQLite says: unrecognized token/],
  ['\u00A0PRAGMA query_only=0', /^SQLite says: near/],
];

test.each(REFUSED)('refuses, with a reason: %j', (sql, why) => {
  const { client } = anArchive();
  const failure = failureOf(() => checkSelect(client, sql));
  expect(failure).toMatchObject({ kind: 'usage', exitCode: 2, message: expect.stringMatching(why) });
  expect(failure.advice).toMatch(/^[A-Z`].+\.$/s);
});

test('what is refused was not even begun', () => {
  const { client } = anArchive();
  for (const [sql] of REFUSED) failureOf(() => checkSelect(client, sql));
  expect(client.prepare('SELECT name FROM pragma_database_list').pluck().all()).toEqual(['main']);
});

describe('credentials.db', () => {
  const TRICKS = [
    "ATTACH 'PATH' AS c",
    "ATTACH 'file:PATH?mode=ro' AS c",
    "EXPLAIN ATTACH 'PATH' AS c",
    "SELECT readfile('PATH')",
    "SELECT * FROM fsdir('PATH')",
    "SELECT writefile('PATH.copy', 'x')",
    "SELECT load_extension('PATH')",
    "VACUUM INTO 'PATH.copy'",
    'SELECT * FROM "PATH".for_the_test',
    "SELECT * FROM 'file:PATH'.for_the_test",
    'SELECT * FROM for_the_test',
    'SELECT * FROM c.for_the_test',
    "SELECT * FROM pragma_table_list('for_the_test')",
    "SELECT * FROM pragma_table_info('for_the_test', 'c')",
    "SELECT * FROM sqlite_dbpage('PATH')",
    "SELECT * FROM dbstat('PATH')",
    "SELECT * FROM csv('PATH')",
    "SELECT fts5(1), fts5_source_id(), fts3_tokenizer('simple', x'00')",
    "SELECT edit('x', 'cat PATH')",
    "SELECT * FROM zipfile('PATH')",
    "SELECT fts3_tokenizer('simple')",
  ];

  test.each(TRICKS)('is not read by %j', (trick) => {
    const { client, credentials, dataDir } = anArchive();
    const sql = trick.replaceAll('PATH', credentials);
    const before = readdirSync(dataDir);
    let said: string;
    try {
      said = JSON.stringify(checkSelect(client, sql).all());
    } catch (error) {
      expect(error instanceof Failure || error instanceof Sqlite.SqliteError, String(error)).toBe(true);
      said = String(error);
    }
    expect(said).not.toContain(TOKEN);
    expect(readdirSync(dataDir)).toEqual(before);
    expect(existsSync(join(dataDir, 'credentials.db.copy'))).toBe(false);
  });
});

describe('a condition', () => {
  const rows = (condition: string) => {
    const { client } = anArchive();
    const inside = checkCondition(client, 'sqlite_schema', condition);
    return client.prepare(`SELECT name FROM sqlite_schema WHERE 0 AND ${inside}`).all();
  };

  test.each([
    "type = 'table' OR 1",
    'name IN (SELECT name FROM activities)',
    "name LIKE '%)%' -- with a comment",
    'name = ")" OR 1 /* ( */',
    'EXISTS (WITH x AS (SELECT 1) SELECT * FROM x)',
  ])('stays in its parentheses: %j', (condition) => {
    expect(rows(condition.replace('")"', "')'"))).toEqual([]);
  });

  test.each<[string, RegExp]>([
    ['1) OR (1', /not one expression/],
    ['1) UNION SELECT (sql', /not one expression/],
    ['1; DELETE FROM activities', /not one expression/],
    ['/**/ 1) OR (1 --', /not one expression/],
    ["'it''s' = 1) OR (1", /not one expression/],
    ['(1', /not one expression/],
    ['1 /* (', /incomplete input/],
    ["'open", /unrecognized token/],
    ['', /near/],
    ['1, 2', /row value misused/],
    ['1 ORDER BY 1', /near "ORDER": syntax error/],
    ['1 LIMIT 1', /near "LIMIT": syntax error/],
    ['type = \0', /NUL/],
  ])('that would leave them is refused: %j', (condition, why) => {
    expect(failureOf(() => rows(condition))).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(why),
    });
  });

  test('is marked in what the person wrote', () => {
    const { client } = anArchive();
    expect(failureOf(() => checkCondition(client, 'activities', 'commute AND distnace > 5'))).toMatchObject({
      message: 'SQLite says: no such column: distnace\n  commute AND distnace > 5\n              ^',
      advice: 'Did you mean distance?',
    });
  });
});
