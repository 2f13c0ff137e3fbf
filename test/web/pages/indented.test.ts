import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indented } from '../../../src/web/pages/activity/indented.ts';

test('a JSON text with lines is the same text, and has a line a value', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(JSON.parse(indented(text))).toEqual(JSON.parse(text));
      expect(indented(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
    }),
  );
});

test('every value stays to the letter, a number of 19 digits too', () => {
  expect(indented('{"id": 3120000000000000001,"a":[],"b":{},"c":[1.0,"{\\"[,"]}')).toBe(
    '{\n  "id": 3120000000000000001,\n  "a": [],\n  "b": {},\n  "c": [\n    1.0,\n    "{\\"[,"\n  ]\n}',
  );
});
