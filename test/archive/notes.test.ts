import { describe, expect, test } from 'vitest';
import { joinNotes, Notes } from '../../src/archive/notes.ts';
import { Secret } from '../../src/secret.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { newArchive, rowsOf } from './open-archive.ts';

const noting = (...values: unknown[]) => {
  const notes = new Notes();
  values.forEach((value, i) => {
    notes.add(`laps.${i}`, value);
  });
  return notes.text() ?? '';
};

describe('notes', () => {
  test('are none when everything was understood', () => expect(new Notes().text()).toBeNull());

  test('name each value with its place', () => {
    const text = noting(1.5, 'x', undefined, { a: [1n] });
    expect(text).toBe('laps.0: 1.5; laps.1: "x"; laps.2: missing; laps.3: {"a":["1"]}');
  });

  test('stay short, whatever comes', () => {
    expect(noting('x'.repeat(1e6))).toMatch(/^laps\.0: "x{50,60}…$/);
    const many = noting(...Array.from({ length: 5_000 }, (_, i) => i));
    expect(many).toMatch(/^laps\.0: 0; .*; and 4988 more$/);
    expect(many.length).toBeLessThan(300);
  });

  test('are well-formed, on one line, and survive any depth', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const text = noting('a\ud83d\n', 'ab🚴'.repeat(40), deep);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toContain('\n');
    expect(text).toContain('laps.2: nested too deeply to be shown');
  });

  test('hold no secret', () => {
    const token = new Secret('a-token-of-this-program');
    const text = noting({ embed_token: 's3cr3ts3cr3t' }, `Bearer ${token.reveal()}`);
    expect(text).not.toContain('s3cr3t');
    expect(text).not.toContain(token.reveal());
  });

  test('say what rows the tables refuse, which takes back those rows alone', () => {
    const db = newArchive();
    const notes = new Notes();
    const insert = (day: string) =>
      db.$client.prepare(`INSERT INTO stats_snapshots VALUES (7, ?, '', 1, 1, '', '')`).run(day);
    immediate(db, () => {
      notes.attempt(db, 'first', () => insert('2026-11-24'));
      notes.attempt(db, 'second', () => {
        insert('2026-11-25');
        insert('2026-11-25');
      });
      notes.attempt(db, 'third', () => insert('2026-11-26'));
    });
    expect(notes.text()).toMatch(/^second: UNIQUE constraint failed: [^;]*$/);
    expect(rowsOf(db, 'stats_snapshots').map((row) => row.captured_on)).toEqual(['2026-11-24', '2026-11-26']);
  });
});

test.each([
  [null, null, null],
  ['a', null, 'a'],
  [undefined, 'b', 'b'],
  ['a', 'b', 'a; b'],
])('%j and %j are %j', (one, other, both) => expect(joinNotes(one, other)).toBe(both));

test('joined notes do not grow for ever', () => {
  let note: string | null = null;
  for (let i = 0; i < 100; i++) note = joinNotes(note, 'x'.repeat(500));
  expect(note?.length).toBe(2_000);
});
