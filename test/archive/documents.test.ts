import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutSecrets } from '../../src/archive/document-text.ts';
import { allDocuments } from '../../src/archive/document-versions.ts';
import { keepDocument, readDocument } from '../../src/archive/documents.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { hasShell, shell } from '../streams/stream-archive.ts';
import { sized } from '../support/soak.ts';
import { newArchive, rowsOf } from './open-archive.ts';

const key = { athleteId: 7, kind: 'activity', item: '42' };
const at = (hour: number) => `2026-11-24T${String(hour).padStart(2, '0')}:00:00Z`;
const keep = (db: Db, text: string, hour: number, of = key) => keepDocument(db, of, text, at(hour));
const texts = (db: Db, kinds = ['activity']) => [...allDocuments(db, kinds)].map(({ text }) => text());

const ODD = [
  '{"name":"🚴‍♀️ יום","id":3112345678901234567,"distance":0.0,"elev":-0.0,"t":474287.0}',
  '{ "a" : 1 ,\n\t"b":[ ]}  ',
  '{"text":"\\u00e9 \\ud83d\\ude00 \u2028 \\/ \\"quoted\\""}',
];

/** With its keys in order, and no -0. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value === 0 ? 0 : value;
  const entries = Object.entries(value).map(([name, part]) => [name, canonical(part)]);
  return { entries: entries.sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)) };
}

describe('the same text', () => {
  test('costs a timestamp', () => {
    const db = newArchive();
    expect(keep(db, '{"a":1}', 1)).toEqual({ id: 1, changed: true, before: undefined });
    expect(keep(db, '{"a":1}', 2)).toEqual({ id: 1, changed: false, before: undefined });
    expect(rowsOf(db, 'documents')).toMatchObject([{ first_seen_at: at(1), last_seen_at: at(2), bytes: 7 }]);
  });

  test('of another kind, item or athlete is a document of its own', () => {
    const db = newArchive();
    for (const of of [key, { ...key, kind: 'gear' }, { ...key, item: '43' }, { ...key, athleteId: 8 }])
      expect(keep(db, '{"a":1}', 1, of)).toMatchObject({ changed: true, before: undefined });
    expect(rowsOf(db, 'documents')).toHaveLength(4);
  });
});

describe('another text', () => {
  test('adds a version, and tells the one before', () => {
    const db = newArchive();
    keep(db, ODD[0] ?? '', 1);
    expect(keep(db, ODD[1] ?? '', 2)).toEqual({ id: 2, changed: true, before: ODD[0] });
    expect(rowsOf(db, 'documents').map((row) => [row.first_seen_at, row.last_seen_at])).toEqual([
      [at(1), at(1)],
      [at(2), at(2)],
    ]);
  });

  test('that was there before adds a third', () => {
    const db = newArchive();
    for (const [hour, text] of ['A', 'B', 'A', 'A'].entries()) keep(db, `"${text}"`, hour);
    expect(texts(db)).toEqual(['"A"', '"B"', '"A"']);
    expect(readDocument(db, 'activity', '42')).toMatchObject({ text: '"A"', lastSeenAt: at(3) });
  });

  test.each([
    ['a value', '{"a":1,"b":[2]}'],
    ['a value that is gone', '{"b":[1,{"c":null}],"d":"x"}'],
    ['a value that is null', '{"a":null,"b":[1,{"c":null}],"d":"x"}'],
    ['another order of a list', '{"a":0.0,"b":[{"c":null},1],"d":"x"}'],
    ['a number as text', '{"a":"0","b":[1,{"c":null}],"d":"x"}'],
    ['a list for an object', '{"a":0.0,"b":{"0":1,"1":{"c":null}},"d":"x"}'],
    ['other letters', '{"a":0.0,"b":[1,{"c":null}],"d":"X"}'],
    ['no JSON at all', 'x'],
  ])('differs by %s', (_what, other) => {
    const db = newArchive();
    keep(db, '{"a":0.0,"b":[1,{"c":null}],"d":"x"}', 1);
    expect(keep(db, other, 2).changed).toBe(true);
    expect(keep(db, other, 3).changed).toBe(false);
  });

  test('after one that is broken is news', () => {
    const db = newArchive();
    keep(db, '{"a":1}', 1);
    db.$client.exec("UPDATE documents SET body = x'0102'");
    expect(keep(db, '{"a":2}', 2)).toEqual({ id: 2, changed: true, before: undefined });
  });
});

describe('the same in other words', () => {
  test.each([
    ['with its keys in another order', '{"d":"é🚴","b":[1.5,{"c":null}],"a":0}'],
    ['with blanks', '{ "a": 0, "b": [1.5, {"c": null}], "d": "é🚴" }'],
    ['with other numbers for the same', '{"a":-0.0,"b":[15e-1,{"c":null}],"d":"é🚴"}'],
    ['with its letters escaped', '{"a":0,"b":[1.5,{"c":null}],"d":"\\u00e9\\ud83d\\udeb4"}'],
    ['with a key twice, of which the last counts', '{"a":7,"a":0,"b":[1.5,{"c":null}],"d":"é🚴"}'],
  ])('%s keeps the text of the first', (_how, other) => {
    const db = newArchive();
    const first = '{"a":0.0,"b":[1.5,{"c":null}],"d":"é🚴"}';
    keep(db, first, 1);
    for (const hour of [2, 3]) {
      expect(keep(db, other, hour)).toEqual({ id: 1, changed: false, before: undefined });
      expect(readDocument(db, 'activity', '42')).toMatchObject({ text: first, lastSeenAt: at(hour) });
    }
  });

  test('is told from another id of 19 digits', () => {
    const db = newArchive();
    keep(db, '{"id":3112345678901234567,"x":0.0}', 1);
    expect(keep(db, '{"x":0,"id":3112345678901234567}', 2).changed).toBe(false);
    expect(keep(db, '{"x":0,"id":3112345678901234568}', 3).changed).toBe(true);
  });

  test('whatever it is, is what the values are', () => {
    const db = newArchive();
    // As Strava writes: any order, any way to write a number.
    const shuffled = (value: unknown): unknown =>
      typeof value !== 'object' || value === null
        ? value
        : Array.isArray(value)
          ? value.map(shuffled)
          : Object.fromEntries(
              Object.entries(value)
                .toReversed()
                .map(([name, part]) => [name, shuffled(part)]),
            );
    let hour = 0;
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        db.$client.exec('DELETE FROM documents');
        keep(db, JSON.stringify(one), hour++);
        expect(keep(db, JSON.stringify(shuffled(one), null, 1), hour++).changed).toBe(false);
        const isSame = JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
        expect(keep(db, JSON.stringify(other), hour++).changed).toBe(!isSame);
      }),
    );
  });
});

describe('a document', () => {
  test('survives byte for byte', () => {
    const db = newArchive();
    const all = [...ODD, 'x', `x${'y'.repeat(5_000)}`];
    all.forEach((text, i) => {
      keep(db, text, 1, { ...key, item: String(i) });
      expect(readDocument(db, 'activity', String(i))?.text).toBe(text);
    });
    expect(texts(db)).toEqual(all);
  });

  test('survives byte for byte, whatever it says', () => {
    const db = newArchive();
    let item = 0;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        item += 1;
        keep(db, text, 1, { ...key, item: String(item) });
        expect(readDocument(db, 'activity', String(item))?.text).toBe(text);
      }),
    );
    for (const { bytes, text } of allDocuments(db, ['activity']))
      expect(Buffer.byteLength(text())).toBe(bytes);
  });

  test('that nobody has seen is not there', () => {
    expect(readDocument(newArchive(), 'activity', '42')).toBeUndefined();
  });

  test('comes in the order of its first sight, of the kinds that are asked for', () => {
    const db = newArchive();
    keep(db, '"gear"', 1, { ...key, kind: 'gear' });
    keep(db, '"detail"', 2);
    keep(db, '"brief"', 3, { ...key, kind: 'activity_summary' });
    expect(texts(db, ['activity_summary', 'activity'])).toEqual(['"detail"', '"brief"']);
    expect(texts(db, [])).toEqual([]);
  });

  test('comes after the version before it, even if that was seen by a clock of the future', () => {
    const db = newArchive();
    const summary = { ...key, kind: 'activity_summary' };
    keep(db, '"first"', 1, summary);
    keepDocument(db, summary, '"second"', '2028-11-24T00:00:00Z');
    keep(db, '"third"', 2, summary);
    keep(db, '"detail"', 3);
    keep(db, '"fourth"', 4, summary);
    const kinds = ['activity_summary', 'activity'];
    expect(texts(db, kinds)).toEqual(['"first"', '"second"', '"third"', '"detail"', '"fourth"']);
  });

  test.skipIf(!hasShell)('is readable in the sqlite3 shell', () => {
    const db = newArchive();
    const withLaps = (length: number) =>
      JSON.stringify({ name: '🚴 Ünïcode', laps: Array.from({ length }, (_, i) => ({ i })) });
    const all = [withLaps(50), withLaps(500)];
    for (const [hour, text] of all.entries()) keep(db, text, hour);
    const sql = 'SELECT sqlar_uncompress(body, bytes) FROM documents ORDER BY id';
    expect(shell(db, sql)).toEqual(all);
  });
});

describe('a short text', () => {
  test('is kept as it is, a long one compressed', () => {
    const db = newArchive();
    const long = JSON.stringify('long '.repeat(500));
    for (const [hour, text] of ['{"a":1}', long].entries()) keep(db, text, hour);
    const [short, packed] = rowsOf(db, 'documents') as { body: Buffer; bytes: number }[];
    expect(short?.body.toString()).toBe('{"a":1}');
    expect(packed?.bytes).toBe(2_502);
    expect(packed?.body.length).toBeLessThan(100);
  });

  test('that an earlier version compressed is read, also where that made it no shorter', () => {
    const db = newArchive();
    const all = Array.from({ length: 40 }, (_, i) => JSON.stringify('abcdefgh'.repeat(5).slice(0, i)));
    const even = all.find((text) => deflateSync(text).length === text.length) ?? '';
    for (const [hour, text] of ['{"a":1}', even].entries()) {
      keep(db, text, hour);
      const update = db.$client.prepare(
        'UPDATE documents SET body = ? WHERE id = (SELECT max(id) FROM documents)',
      );
      immediate(db, () => update.run(deflateSync(text)));
    }
    expect(even).not.toBe('');
    expect(texts(db)).toEqual(['{"a":1}', even]);
  });
});

describe('the token for embedding', () => {
  test.each([
    ['first', '{"embed_token":"s3cr3t","a":1}', '{"a":1}'],
    ['in the middle', '{"a":1,"embed_token":"s3cr3t","b":2}', '{"a":1,"b":2}'],
    ['last', '{"a":1,"embed_token":"s3cr3t"}', '{"a":1}'],
    ['alone', '{"embed_token":"s3cr3t"}', '{}'],
    ['as null', '{"a":1,"embed_token":null,"b":2}', '{"a":1,"b":2}'],
    ['as null, first', '{"embed_token":null,"b":2}', '{"b":2}'],
    ['with escaped quotes', '{"a":1,"embed_token":"s\\"3,}c\\\\","b":2}', '{"a":1,"b":2}'],
    ['in a list', '[{"a":1,"embed_token":"x"},{"embed_token":"y","b":2}]', '[{"a":1},{"b":2}]'],
  ])('goes where it stands %s', (_where, text, expected) => expect(withoutSecrets(text)).toBe(expected));

  test('goes among blanks, and leaves JSON', () => {
    const text = '{\n  "a": 1,\n  "embed_token" : "s3cr3t" ,\n  "b": 2\n}';
    expect(withoutSecrets(text)).not.toContain('s3cr3t');
    expect(JSON.parse(withoutSecrets(text))).toEqual({ a: 1, b: 2 });
  });

  test.each([
    ['a number', '{"a":1,"embed_token":12345678,"b":2}'],
    ['a list', '{"a":1,"embed_token":["s3cr3t",{"embed_token":"s3cr3t"}],"b":2}'],
    ['an object', '{"a":1,"embed_token" : {"x":"s3cr3t, \\" }"} ,"b":2}'],
    ['an object at the end', '{"a":1,"b":2,"embed_token":{"x":"s3cr3t"}}'],
    ['true', '{"a":1,"b":2,"embed_token":true}'],
  ])('goes also where it is %s', (_what, text) => {
    expect(withoutSecrets(text)).not.toMatch(/s3cr3t|1234/);
    expect(JSON.parse(withoutSecrets(text))).toEqual({ a: 1, b: 2, embed_token: null });
  });

  test.each([
    '{"description":"my \\"embed_token\\":\\"x\\", is this"}',
    '{"description":", \\"embed_token\\": null"}',
    '{"name":"embed_token","other":"x"}',
    '{"list":["embed_token","x"]}',
    '{"my_embed_token":"x","embed_token_2":"y"}',
    '{"distance":0.0,"id":3112345678901234567}',
  ])('leaves %s to the letter', (text) => expect(withoutSecrets(text)).toBe(text));

  test('goes from any object, and nothing else does', () => {
    const name = fc.constantFrom('a', 'name', 'description', 'embed_tokens');
    const value = fc.oneof(fc.string(), fc.constant('"embed_token":"x",'), fc.constant('embed_token'));
    const token = fc.oneof(fc.string(), fc.constant(null));
    fc.assert(
      fc.property(fc.dictionary(name, value), fc.nat(4), token, (others, place, embed_token) => {
        const entries = Object.entries(others);
        const all = Object.fromEntries(entries.toSpliced(place, 0, ['embed_token', embed_token as string]));
        expect(JSON.parse(withoutSecrets(JSON.stringify(all)))).toEqual(Object.fromEntries(entries));
        expect(JSON.parse(withoutSecrets(JSON.stringify([all], null, 2)))).toEqual([
          Object.fromEntries(entries),
        ]);
      }),
      { numRuns: sized(250, 5_000) },
    );
  });
});
