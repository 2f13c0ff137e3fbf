import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginReading, type Page, type Reading, type Turn, takePage } from '../../src/resources/reading.ts';

const SIZE = 3;

/** A page with these ids, of which the archive knows some. */
const page = (ids: number[], known: number[] = [], odd = 0): Page => ({
  size: ids.length + odd,
  full: ids.length + odd >= SIZE,
  ids: ids.map(String),
  known: known.filter((id) => ids.includes(id)).map(String),
  odd,
  old: false,
  note: null,
});

/** What comes after each of these pages. */
function turns(pages: Page[], start: Reading = beginReading('end')): string {
  let reading = start;
  const all: Turn[] = [];
  for (const each of pages) {
    const taken = takePage(reading, each, SIZE);
    all.push(taken.turn);
    reading = taken.reading;
  }
  return all.join(' ');
}

describe('after a page', () => {
  test.each<[string, Page[], string]>([
    ['a full one comes the next', [page([1, 2, 3]), page([4, 5, 6])], 'next next'],
    ['a short one comes the next', [page([1, 2]), page([3])], 'next next'],
    ['an empty one behind a short one comes nothing', [page([1, 2]), page([])], 'next end'],
    ['an empty one behind a full one comes the same', [page([1, 2, 3]), page([])], 'next again'],
    ['an empty one asked twice comes nothing', [page([1, 2, 3]), page([]), page([])], 'next again end'],
    ['one that was empty at first comes the next', [page([1, 2, 3]), page([]), page([4])], 'next again next'],
    ['an empty first one comes the same', [page([]), page([])], 'again end'],
    ['a repeated one comes the same', [page([1, 2, 3]), page([1, 2, 3])], 'next again'],
    [
      'a repeated one that was then right comes the next',
      [page([1, 2, 3]), page([1, 2, 3]), page([4])],
      'next again next',
    ],
    [
      'a repeated one that stays comes the next, once for each page that it may have been shifted by',
      [page([1, 2, 3]), ...Array.from({ length: 6 }, () => page([1, 2, 3]))],
      'next again next again next again stuck',
    ],
    ['one that overlaps comes the next', [page([1, 2, 3]), page([3, 4, 5])], 'next next'],
    [
      'one that is all older than what is kept comes nothing',
      [page([1, 2, 3]), { ...page([4, 5, 6]), old: true }],
      'next end',
    ],
    ['one with nothing usable comes the same', [page([1, 2, 3]), page([], [], 3)], 'next again'],
    [
      'pages with nothing usable comes nothing',
      Array.from({ length: 4 }, () => page([], [], 3)),
      'again next again stuck',
    ],
  ])('%s', (_what, pages, expected) => expect(turns(pages)).toBe(expected));

  test('that leads nowhere comes nothing, until it shows something', () => {
    const reading = { ...beginReading('end'), again: true, idle: 1 };
    expect(turns([page([], [], 1)], reading)).toBe('stuck');
    expect(turns([page([7])], reading)).toBe('next');
  });

  test('that reaches what was known comes nothing, but not for what this reading itself has shown', () => {
    const reading = beginReading('known', { seen: ['1', '2', '3'] });
    expect(turns([page([3, 4, 5], [1, 2, 3]), page([6, 7], [7])], reading)).toBe('next end');
    expect(turns([page([4, 5], [5])])).toBe('next');
  });
});

/** A list as a server shows it: a page may be spoilt, and things may come and go between two pages. */
interface Event {
  spoil: 'nothing' | 'empty' | 'repeat' | 'cut';
  /** How many came before the first. */
  added: number;
  /** Which one is gone, counted from the first. */
  removed: number | undefined;
}
const event = fc.record<Event>({
  spoil: fc.constantFrom('nothing', 'nothing', 'nothing', 'empty', 'repeat', 'cut'),
  added: fc.constantFrom(0, 0, 0, 1, 4),
  removed: fc.option(fc.nat(11), { nil: undefined, freq: 3 }),
});

/** Reads a list of so many once, with what happens before each page. @returns what was shown, and after how many pages. */
function read(length: number, events: Event[]) {
  let list = Array.from({ length }, (_, i) => length - i);
  const known = new Set<string>();
  let reading = beginReading('end');
  let position = 1;
  for (let asked = 0; asked < 200; asked += 1) {
    const { spoil, added, removed } = events[asked] ?? { spoil: 'nothing', added: 0, removed: undefined };
    const next = Math.max(0, ...list) + 1;
    list = [...Array.from({ length: added }, (_, i) => next + added - i), ...list];
    list = list.filter((_, i) => i !== removed);
    const from = (position - 1) * SIZE;
    const right = list.slice(from, from + SIZE);
    const before = list.slice(Math.max(0, from - SIZE), Math.max(0, from - SIZE) + SIZE);
    const ids = { nothing: right, empty: [], repeat: before, cut: right.slice(0, 1) }[spoil];
    const { turn, reading: after } = takePage(reading, page(ids, [...known].map(Number)), SIZE);
    for (const id of ids) known.add(String(id));
    if (turn === 'end' || turn === 'stuck') return { turn, list, known, asked };
    reading = after;
    position += turn === 'next' ? 1 : 0;
  }
  throw new Error('The reading does not end.');
}

test('whatever a list does, a reading ends; and what it shows when it is left alone is all of it', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.array(event, { maxLength: 12 }), (length, events) => {
      expect(read(length, events).turn).toMatch(/end|stuck/);
      const { known, list, asked } = read(length, []);
      expect(known).toEqual(new Set(list.map(String)));
      expect(asked).toBeLessThanOrEqual(Math.ceil(length / SIZE) + 1);
    }),
  );
});

test('one bad page never ends a reading early: only the page itself can be missing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.nat(5),
      fc.constantFrom('empty', 'repeat', 'cut'),
      (length, at, spoil) => {
        const events = Array.from({ length: at + 1 }, (_, i) => ({
          ...{ spoil: i === at ? spoil : 'nothing', added: 0, removed: undefined },
        })) as Event[];
        const { known, list } = read(length, events);
        const missing = list.filter((id) => !known.has(String(id)));
        expect(missing.length).toBeLessThan(SIZE);
        if (spoil !== 'cut') expect(missing).toEqual([]);
      },
    ),
  );
});
