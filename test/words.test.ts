import { expect, test } from 'vitest';
import { counted, duration, listed } from '../src/words.ts';

test.each([
  [0, '0 requests'],
  [1, '1 request'],
  [2, '2 requests'],
  [100, '100 requests'],
])('%i of something is counted', (count, words) => {
  expect(counted(count, 'request')).toBe(words);
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
  [['a', 'b', 'c', 'd'], 'a, b, c and d'],
])('%j is a list in words', (words, text) => {
  expect(listed(words)).toBe(text);
});

test.each([
  [1, '1 min'],
  [60_000, '1 min'],
  [59 * 60_000 + 1, '1 h'],
  [4.5 * 3_600_000, '4 h 30 min'],
  [48 * 3_600_000 - 1, '2 days'],
  [60 * 3_600_000, '3 days'],
])('%i ms is a duration in words', (ms, words) => {
  expect(duration(ms)).toBe(words);
});
