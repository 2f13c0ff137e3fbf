import { customType, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Notes } from '../../src/archive/notes.ts';
import { objectIn, objectsIn, takeCoordinates, takeId, takerFor } from '../../src/archive/taking.ts';
import { flag, int64, seconds } from '../../src/sqlite/columns.ts';

const table = sqliteTable('things', {
  id: int64('id').primaryKey(),
  name: text('name').notNull(),
  upload: int64('upload'),
  count: integer('count'),
  time: seconds('time'),
  metres: real('metres'),
  word: text('word'),
  on: flag('on'),
});
const NAMES = ['id', 'name', 'upload', 'count', 'time', 'metres', 'word', 'on'];
const take = takerFor(table, NAMES);

/** The one column that was said, and the note for it. */
function taken(said: Record<string, unknown>) {
  const notes = new Notes();
  const row = take(said, notes);
  const [[name = ''] = []] = Object.entries(said);
  return [row[name], notes.text()];
}

describe('a value is taken', () => {
  test.each<[string, object, unknown?]>([
    ['a whole number', { count: 3 }],
    ['a whole number with a decimal point', { count: JSON.parse('474287.0') }],
    ['a negative one', { count: -7 }],
    ['a real number', { metres: 1.5 }],
    ['a whole real number', { metres: 12 }],
    ['a real number of 19 digits', { metres: 2n ** 70n }, 2 ** 70],
    ['whole seconds, which stay whole', { time: 61 }, 61n],
    ['half a second', { time: 61.5 }],
    ['an id of 19 digits', { id: 3112345678901234567n }],
    ['an id in quotes', { id: '42' }, 42],
    ['an id of 19 digits in quotes', { upload: '3112345678901234567' }, 3112345678901234567n],
    ['an empty text', { word: '' }],
    ['half an emoji, as well as UTF-8 can say it', { word: 'a\ud83d' }, 'a\ufffd'],
    ['false', { on: false }],
    ['zero', { count: 0 }],
    ['a null', { count: null }],
    ['a null where there should be none', { name: null }],
    ['nothing at all', { metres: undefined }, null],
  ])('%s', (_what, said, expected = Object.values(said)[0]) =>
    expect(taken({ ...said })).toEqual([expected, null]),
  );
});

describe('a value is NULL, and noted with its place', () => {
  test.each([
    ['half a count', { count: 1.5 }, 'count: 1.5'],
    ['a count as text', { count: '3' }, 'count: "3"'],
    ['a count of 19 digits', { count: 3112345678901234567n }, 'count: "3112345678901234567"'],
    ['a count as a boolean', { count: true }, 'count: true'],
    ['a time as text', { time: '61' }, 'time: "61"'],
    ['a real number as text', { metres: '1.5' }, 'metres: "1.5"'],
    ['infinity', { metres: Number.POSITIVE_INFINITY }, 'metres: null'],
    ['a text that is a number', { word: 7 }, 'word: 7'],
    ['a text that is an object', { word: { en: 'x' } }, 'word: {"en":"x"}'],
    ['1 for true', { on: 1 }, 'on: 1'],
    ['a text for true', { on: 'true' }, 'on: "true"'],
    ['half an id', { id: 1.5 }, 'id: 1.5'],
    ['an id that a number has rounded', { id: 2 ** 53 }, 'id: 9007199254740992'],
    ['an id beyond 64 bits', { id: 2n ** 63n }, 'id: "9223372036854775808"'],
    ['an id that is a word', { id: 'b1' }, 'id: "b1"'],
  ])('%s', (_what, said, note) => expect(taken(said)).toEqual([null, note]));
});

describe('a row', () => {
  test('has each of its columns and no other, whatever was said', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...NAMES, 'other'), fc.anything()), (said) => {
        const row = take(said, new Notes());
        expect(Object.keys(row)).toEqual(NAMES);
        for (const value of Object.values(row))
          expect(value === null || ['number', 'bigint', 'string', 'boolean'].includes(typeof value)).toBe(
            true,
          );
      }),
    );
  });

  test('has the place of what was said in its notes', () => {
    const notes = new Notes();
    take({ id: 1, count: 'x' }, notes, 'laps.3.');
    expect(notes.text()).toBe('laps.3.count: "x"');
  });

  test('has columns with more in their names than was said', () => {
    const map = sqliteTable('m', { map_polyline: text('map_polyline') });
    const notes = new Notes();
    const row = takerFor(map, ['map_polyline'], 'map_')({ polyline: 7 }, notes, 'map.');
    expect([row, notes.text()]).toEqual([{ map_polyline: null }, 'map.polyline: 7']);
  });

  test('knows its columns', () => {
    const odd = sqliteTable('t', { own: customType<{ data: unknown }>({ dataType: () => 'blob' })('own') });
    for (const name of ['nonsense', 'constructor']) expect(() => takerFor(table, [name])).toThrow(name);
    expect(() => takerFor(odd, ['own'])).toThrow('own');
  });
});

test.each([
  [7, 7],
  ['7', 7],
  ['-7', -7],
  ['3112345678901234567', 3112345678901234567n],
  ['9223372036854775808', undefined],
  ['1e3', undefined],
  ['', undefined],
  [null, undefined],
  [{}, undefined],
])('the id in %j is %s', (said, id) => expect(takeId(said)).toBe(id));

describe('what is nested', () => {
  const of = <T>(work: (notes: Notes) => T) => {
    const notes = new Notes();
    return [work(notes), notes.text()];
  };

  test('is an object, or an empty one', () => {
    expect(of((notes) => objectIn({ map: { a: 1 } }, 'map', notes))).toEqual([{ a: 1 }, null]);
    expect(of((notes) => objectIn({ map: null }, 'map', notes))).toEqual([{}, null]);
    expect(of((notes) => objectIn({ map: [1] }, 'map', notes, '42.'))).toEqual([{}, '42.map: [1]']);
  });

  test('is the objects of a list with their places', () => {
    expect(of((notes) => objectsIn({ laps: [{ a: 1 }, null, { b: 2 }] }, 'laps', notes))).toEqual([
      [
        [{ a: 1 }, 'laps.0.', 0],
        [{ b: 2 }, 'laps.2.', 2],
      ],
      'laps.1: null',
    ]);
    expect(of((notes) => objectsIn({ laps: null }, 'laps', notes))).toEqual([[], null]);
    expect(of((notes) => objectsIn({ laps: { 0: {} } }, 'laps', notes))).toEqual([[], 'laps: {"0":{}}']);
  });

  test.each<[string, unknown, unknown, unknown, boolean]>([
    ['a pair', [47.5, -0], 47.5, -0, false],
    ['zeros', [0, 0], 0, 0, false],
    ['an empty list', [], null, null, false],
    ['null', null, null, null, false],
    ['two nulls', [null, null], null, null, false],
    ['nothing', undefined, null, null, false],
    ['half a pair', [47.5], null, null, true],
    ['a pair of which one is a word', [47.5, 'east'], null, null, true],
    ['a word', '47.5,8.2', null, null, true],
    ['an object', { lat: 47.5 }, null, null, true],
  ])('is coordinates: %s', (_what, start_latlng, lat, lng, isOdd) => {
    const [columns, note] = of((notes) => takeCoordinates({ start_latlng }, 'start', notes));
    expect(columns).toEqual({ start_lat: lat, start_lng: lng });
    expect(note).toEqual(isOdd ? expect.stringContaining('start_latlng: ') : null);
  });
});
