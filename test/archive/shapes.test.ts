import { customType, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coordinates, pick, shapeFor } from '../../src/archive/shapes.ts';
import { flag, int64 } from '../../src/sqlite/columns.ts';

const table = sqliteTable('things', {
  id: int64('id').primaryKey(),
  name: text('name').notNull(),
  upload: int64('upload'),
  count: integer('count'),
  metres: real('metres'),
  word: text('word'),
  on: flag('on'),
});
const NAMES = ['id', 'name', 'upload', 'count', 'metres', 'word', 'on'];
const shape = shapeFor(table, NAMES);
const accepts = (more: object) => shape.safeParse({ id: 1, name: 'x', ...more }).success;

describe('the shape for a table', () => {
  test.each([
    ['a whole number', { count: 3 }],
    ['a whole number with a decimal point', { count: JSON.parse('474287.0') }],
    ['a negative one', { count: -7 }],
    ['a real number', { metres: 1.5 }],
    ['a whole real number', { metres: 12 }],
    ['an id of 19 digits', { id: 3112345678901234567n }],
    ['a nullable id of 19 digits', { upload: 3112345678901234567n }],
    ['an empty text', { word: '' }],
    ['false', { on: false }],
    ['nulls', { count: null, metres: null, word: null, on: null, upload: null }],
    ['nothing at all', {}],
    ['an unknown field of any kind', { news: [{}], more: 5n }],
  ])('accepts %s', (_what, more) => expect(accepts(more)).toBe(true));

  test.each([
    ['half a count', { count: 1.5 }],
    ['a count as text', { count: '3' }],
    ['a count of 19 digits', { count: 3112345678901234567n }],
    ['a count as a boolean', { count: true }],
    ['a real number as text', { metres: '1.5' }],
    ['not a number', { metres: Number.NaN }],
    ['infinity', { metres: Number.POSITIVE_INFINITY }],
    ['a text that is a number', { word: 7 }],
    ['a text that is an object', { word: {} }],
    ['1 for true', { on: 1 }],
    ['a text for true', { on: 'true' }],
    ['an id as text', { id: '1' }],
    ['half an id', { id: 1.5 }],
    ['an id that a number has rounded', { id: 2 ** 53 }],
    ['an id that is null', { id: null }],
    ['an id that is absent', { id: undefined }],
    ['a name that is null', { name: null }],
  ])('refuses %s', (_what, more) => expect(accepts(more)).toBe(false));

  test.each([[null], [undefined], [7], ['text'], [[]]])('refuses %j in place of an object', (value) =>
    expect(shape.safeParse(value).success).toBe(false),
  );

  test('keeps every field', () => {
    const answer = { id: 1, name: 'x', news: { a: [1] } };
    expect(shape.parse(answer)).toEqual(answer);
  });

  test('leaves alone what is not named', () => {
    expect(shapeFor(table, ['id']).safeParse({ id: 1, name: 5, on: 'odd' }).success).toBe(true);
  });

  test.each([2n ** 53n, 10n ** 20n, -(10n ** 20n)])('takes %i for a real number', (metres) => {
    expect(shape.parse({ id: 1, name: 'x', metres })).toMatchObject({ metres: Number(metres) });
  });

  const own = (type: string) => customType<{ data: unknown }>({ dataType: () => type })('own');
  const custom = (type: string) => shapeFor(sqliteTable('odd', { own: own(type) }), ['own']);

  test.each<[string, unknown[], unknown[]]>([
    ['integer', [3, 2n ** 63n - 1n, -(2n ** 63n)], ['3', 1.5, 2n ** 63n, true]],
    ['real', [1.5, 3, 2n ** 70n], ['1.5', true]],
    ['text', ['3'], [3, {}]],
  ])('takes a type of our own for what SQL says that it is: %s', (type, good, bad) => {
    for (const value of good) expect(custom(type).safeParse({ own: value }).success, `${value}`).toBe(true);
    for (const value of bad) expect(custom(type).safeParse({ own: value }).success, `${value}`).toBe(false);
  });

  test.each(['blob', 'ANY'])('has none for a type of our own that is %s', (type) => {
    expect(() => custom(type)).toThrow('own');
  });

  test('knows its columns', () => {
    expect(() => shapeFor(table, ['nonsense'])).toThrow('nonsense');
    expect(() => shapeFor(table, ['constructor'])).toThrow('constructor');
  });
});

describe('picking', () => {
  test('gives NULL for what is absent, never 0', () => {
    expect(pick({ count: undefined, word: null }, ['count', 'word', 'metres', 'on'])).toEqual({
      ...{ count: null, word: null, metres: null, on: null },
    });
  });

  test('tells 0, false and the empty text from nothing', () => {
    const values = { count: 0, on: false, word: '', id: 0n };
    expect(pick(values, Object.keys(values))).toEqual(values);
  });

  test('takes the names that are asked for, and no others', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), fc.array(fc.string()), (answer, names) => {
        expect(Object.keys(pick(answer, names)).sort()).toEqual([...new Set(names)].sort());
      }),
    );
  });
});

describe('coordinates', () => {
  test.each([
    ['a pair', [47.5, -0], { start_lat: 47.5, start_lng: -0 }],
    ['zeros', [0, 0], { start_lat: 0, start_lng: 0 }],
    ['an empty list', [], { start_lat: null, start_lng: null }],
    ['null', null, { start_lat: null, start_lng: null }],
    ['absent', undefined, { start_lat: null, start_lng: null }],
  ])('of %s', (_what, value, columns) => expect(coordinates(value, 'start')).toEqual(columns));
});
