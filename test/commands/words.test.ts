import { expect, test } from 'vitest';
import { counted, listed } from '../../src/commands/words.ts';

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
