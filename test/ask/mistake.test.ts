import { describe, expect, test } from 'vitest';
import { checkSelect } from '../../src/ask/guard.ts';
import { Failure } from '../../src/errors.ts';
import { anArchive } from './archive.ts';

function mistakeIn(sql: string): { message: string; advice: string } {
  try {
    checkSelect(anArchive().client, sql);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('SQLite found none.');
}

describe('the place', () => {
  test.each<[sql: string, told: string]>([
    [
      'SELECT name FORM activities',
      'near "activities": syntax error\n  SELECT name FORM activities\n                   ^',
    ],
    ['SELECT id, FROM activities', 'near "FROM": syntax error\n  SELECT id, FROM activities\n             ^'],
    [
      "SELECT 'limt', 1 limt\nFROM activities limt 3",
      'near "3": syntax error\n  FROM activities limt 3\n                       ^',
    ],
    [
      'SELECT name FROM activities WHERE (id = 1',
      'incomplete input\n  SELECT name FROM activities WHERE (id = 1\n                                           ^',
    ],
    ["SELECT 'abc", 'unrecognized token: "\'abc"\n  SELECT \'abc\n         ^'],
    ['SELECT -- nme\n  nme FROM activities', 'no such column: nme\n  nme FROM activities\n  ^'],
    [
      "SELECT '日本 nme', a.nme FROM activities a",
      "no such column: a.nme\n  SELECT '日本 nme', a.nme FROM activities a\n                       ^",
    ],
    [
      'SELECT id FROM laps, activities',
      'ambiguous column name: id\n  SELECT id FROM laps, activities\n         ^',
    ],
    [
      'SELECT sum(max(id)) FROM gear',
      'misuse of aggregate function max()\n  SELECT sum(max(id)) FROM gear\n             ^',
    ],
    [
      'SELECT round() FROM gear',
      'wrong number of arguments to function round()\n  SELECT round() FROM gear\n         ^',
    ],
  ])('is marked: %j', (sql, told) => {
    expect(mistakeIn(sql).message).toBe(`SQLite says: ${told}`);
  });

  test('is seen in a long line too', () => {
    const columns = Array.from({ length: 60 }, (_, i) => `id AS column_${i}`).join(', ');
    const [, line = '', caret = ''] = mistakeIn(`SELECT ${columns}, nme FROM activities`).message.split('\n');
    expect(line.length).toBeLessThanOrEqual(102);
    expect(line.slice(caret.indexOf('^')).startsWith('nme')).toBe(true);
  });
});

describe('the name that was meant', () => {
  test.each([
    ['SELECT 1 FROM activites', 'Did you mean activities?'],
    ['SELECT 1 FROM actvities_local', 'Did you mean activities_local?'],
    ['SELECT distnace FROM activities', 'Did you mean distance?'],
    ['SELECT a.elapsed_tiem FROM activities a', 'Did you mean elapsed_time?'],
    ['SELECT hartrate FROM stream_points', 'Did you mean heartrate?'],
    ['SELECT roudn(1.5)', 'Did you mean round?'],
  ])('is told: %s', (sql, advice) => {
    expect(mistakeIn(sql).advice).toBe(advice);
  });

  test('is none where nothing is like it', () => {
    expect(mistakeIn('SELECT 1 FROM qqqqqqqq').advice).toContain('sql --list');
  });
});
