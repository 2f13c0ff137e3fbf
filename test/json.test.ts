import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginning } from '../src/json.ts';
import { parseBody } from '../src/strava/body.ts';
import { faultFrom } from './http/faults.ts';
import { toWireJson } from './simulator/wire-json.ts';
import { sized } from './support/soak.ts';

const parse = (body: string) => parseBody('GET /x', 200, body);

// Own keys only: `__proto__` has a test of its own.
const key = fc.string({ maxLength: 8 }).filter((name) => name !== '__proto__');
const integer = fc.bigInt({ min: -(10n ** 19n) + 1n, max: 10n ** 19n - 1n });
/** Any JSON value; integers that a number cannot hold are BigInt. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    integer.map((n) => (Number.isSafeInteger(Number(n)) ? Number(n) : n)),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('a body', () => {
  test('of any JSON with integers of up to 19 digits comes through exactly', () => {
    fc.assert(
      fc.property(value, (json) => {
        expect(parse(toWireJson(json))).toEqual(json);
      }),
      { numRuns: sized(250, 5_000) },
    );
  });

  test('keeps each long integer digit by digit', () => {
    const body =
      '{"id":3112345678901234567,"ids":[9007199254740993,-9007199254740993],"max":9007199254740991}';
    expect(parse(body)).toEqual({
      id: 3112345678901234567n,
      ids: [9007199254740993n, -9007199254740993n],
      max: 9007199254740991,
    });
  });

  test('has its other numbers as JSON.parse has them, beside long integers too', () => {
    const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,20})\.\d{1,20}([eE][+-]?\d{1,2})?$/);
    fc.assert(
      fc.property(fc.array(digits), (numbers) => {
        const list = `[${numbers.join(',')}]`;
        const [, parsed] = parse(`[1234567890123456789,${list}]`) as unknown[];
        expect(parsed).toEqual(JSON.parse(list));
      }),
    );
  });

  test.each(['0.0', '-0.0', '-0', '474287.0', '1e3', '1E+2', '5e-324'])(
    'has %s as JSON.parse has it',
    (number) => {
      expect(parse(number)).toBe(JSON.parse(number));
      expect(parse(`[${number},1234567890123456789]`)).toEqual([JSON.parse(number), 1234567890123456789n]);
    },
  );

  test('with digits inside a text keeps the text', () => {
    const text = 'order 1234567890123456789 "quoted" \\ \u2028 🚴';
    expect(parse(JSON.stringify({ text }))).toEqual({ text });
  });

  test('is JSON for the exact parser where it is for JSON.parse, and nowhere else', () => {
    const valid = value.map((json) => toWireJson([1234567890123456789n, json]));
    const spoilt = fc
      .tuple(valid, fc.nat(), fc.constantFrom('', ',', '"', '}', '1', '\\', '\u0001'))
      .map(([text, at, put]) => text.slice(0, at % text.length) + put + text.slice((at % text.length) + 1));
    fc.assert(
      fc.property(fc.oneof(valid, spoilt), (text) => {
        const found = accepts(parse, text);
        expect({ text, found }).toEqual({ text, found: accepts(JSON.parse, text) });
      }),
      { numRuns: sized(250, 5_000) },
    );
  });

  test.each(['{"constructor":1}', '{"__proto__":{"a":1}}'])(
    '%s is the same beside a long integer',
    (text) => {
      const [json] = parse(`[${text},1234567890123456789]`) as unknown[];
      expect(JSON.stringify(json)).toBe(JSON.stringify(JSON.parse(text)));
    },
  );

  test.each([
    '',
    ' ',
    '<html>',
    '{"id": 12',
    '{"id": 1234567890123456789',
    'undefined',
    '01234567890123456789',
  ])('%j is malformed', async (body) => {
    const fault = await faultFrom((async () => parse(body))());
    expect(fault).toMatchObject({ fault: 'malformed', status: 200, transient: true });
    expect(fault.message).toContain(`GET /x, status 200, ${beginning(body)}`);
  });
});

describe('the beginning of a body', () => {
  test('is one line and short, whatever the body', () => {
    const lines = fc.string({
      unit: fc.constantFrom('\n', '\r', '\u2028', '\u2029', '\t', '\u0000', '\u001b', 'x'),
    });
    fc.assert(
      fc.property(fc.oneof(lines, fc.string({ unit: 'binary', maxLength: 150 })), (body) => {
        const text = beginning(body);
        expect([...text].filter((c) => c < ' ' || '\u2028\u2029'.includes(c))).toEqual([]);
        expect(text.length).toBeLessThan(800);
      }),
    );
  });

  test('shows what it is about', () => {
    expect(beginning('')).toBe('empty body');
    expect(beginning('<html>\n  <b>502</b>')).toBe('body begins "<html> <b>502</b>"');
    expect(beginning('x'.repeat(500))).toBe(`body begins "${'x'.repeat(120)}"`);
  });

  describe('holds no token', () => {
    const TOKEN = 'a1b2c3d4e5f6';

    test.each([
      ['in the midst', `{"id":1,"embed_token":"${TOKEN}","b":2}`],
      ['of any name', `{"refresh_token" : "${TOKEN}","clientSecret":"${TOKEN}"}`],
      ['that is cut off', `{"id":1,"embed_token":"${TOKEN}`],
      ['that is cut off at a backslash', `{"id":1,"embed_token":"${TOKEN}\\`],
      ['with quotes of its own', `{"embed_token":"\\"${TOKEN}\\\\","b":2}`],
      ['that is a number', '{"embed_token":112233445566,"b":2}'],
      ['in JSON within JSON', JSON.stringify(JSON.stringify({ embed_token: TOKEN }))],
      [
        'that would be cut by its end',
        `{"name":"${'x'.repeat(80)}","embed_token":"${TOKEN.repeat(9)}","b":2}`,
      ],
    ])('%s', (_where, body) => {
      const text = beginning(body);
      expect(text).not.toMatch(/a1b2|112233/);
      expect(text).toContain('[secret]');
    });

    test('wherever a body ends', () => {
      const body = `{"id":1, "embed_token" : "${TOKEN}\\"${TOKEN}", "name":"Loop"}`;
      for (let end = 0; end <= body.length; end++)
        expect(beginning(body.slice(0, end))).not.toMatch(/a1|\db\d/);
    });

    test('and is to the letter else', () => {
      const body = '{"embed_tokens":"x","name":"embed_token"}';
      expect(beginning(body)).toBe(`body begins ${JSON.stringify(body)}`);
    });
  });
});

function accepts(read: (text: string) => unknown, text: string): boolean {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
}
