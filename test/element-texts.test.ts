import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementTexts, parseJson } from '../src/json.ts';
import { toWireJson } from './simulator/wire-json.ts';
import { sized } from './support/soak.ts';

const odd = fc.constantFrom(
  '[',
  ']',
  '{',
  '}',
  '"',
  '\\',
  ',',
  ':',
  '\\"',
  '\n',
  '🚴',
  '\u2028',
  'ש',
  ' ',
  'a',
);
const word = fc.oneof(fc.string({ unit: odd, maxLength: 12 }), fc.string({ unit: 'grapheme' }));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.boolean(),
    fc.constant(null),
    fc.bigInt({ min: 10n ** 18n, max: 9n * 10n ** 18n }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      word.filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 3 },
    ),
  ),
}));
const list = fc.array(value, { maxLength: 5 });

describe('the texts of the elements', () => {
  test('joined are the array again, to the letter', () => {
    fc.assert(
      fc.property(list, (items) => {
        const texts = items.map((item) => toWireJson(item));
        const found = elementTexts(`[${texts.join(',')}]`);
        expect(found).toEqual(texts);
        expect(parseJson(`[${found.join(',')}]`)).toEqual(parseJson(`[${texts.join(',')}]`));
      }),
      { numRuns: sized(250, 5_000) },
    );
  });

  test('are what each element means, with blanks of any kind in between', () => {
    const blank = fc.string({ unit: fc.constantFrom(' ', '\n', '\t', '\r'), maxLength: 3 });
    const plain = fc.array(fc.jsonValue(), { maxLength: 4 });
    fc.assert(
      fc.property(plain, blank, fc.constantFrom(0, 2), (items, gap, indent) => {
        const texts = items.map((item) => gap + JSON.stringify(item, null, indent) + gap);
        const found = elementTexts(`${gap}[${gap}${texts.join(',')}]${gap}`);
        expect(found).toEqual(texts.map((text) => text.trim()));
      }),
      { numRuns: sized(250, 5_000) },
    );
  });

  test.each([
    ['[]', []],
    [' [ ] ', []],
    ['[[]]', ['[]']],
    ['[{},{}]', ['{}', '{}']],
    ['["]","[",","]', ['"]"', '"["', '","']],
    ['["\\\\","\\""]', ['"\\\\"', '"\\""']],
    ['[0.0, -0.0 ,474287.0,1E3]', ['0.0', '-0.0', '474287.0', '1E3']],
    ['[{"id":3112345678901234567}]', ['{"id":3112345678901234567}']],
    ['[{"a":[{"b":"}]"}]},null]', ['{"a":[{"b":"}]"}]}', 'null']],
  ])('of %s', (text, expected) => expect(elementTexts(text)).toEqual(expected));
});
