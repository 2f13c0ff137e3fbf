import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTokenEndpoint } from '../src/auth/token-endpoint.ts';
import { loadConfig } from '../src/config.ts';
import { Secret, scrub } from '../src/secret.ts';

const VALUE = 'c0ffee00c0ffee11c0ffee22';
const secret = new Secret(VALUE);

describe('a secret', () => {
  test.each([
    ['String()', String(secret)],
    ['a template', `${secret}`],
    ['a joined list', [secret].join()],
    ['JSON', JSON.parse(JSON.stringify(secret))],
    ['inspect', inspect(secret)],
    ['format', format('%s', secret)],
  ])('prints as [secret] in %s', (_how, printed) => {
    expect(printed).toBe('[secret]');
  });

  test('stays hidden within an object', () => {
    const holder = { pair: { token: secret }, list: [secret] };
    for (const text of [JSON.stringify(holder), inspect(holder, { depth: 9, showHidden: true })]) {
      expect(text).toContain('[secret]');
      expect(text).not.toContain(VALUE);
    }
    expect(Object.values(secret)).toEqual([]);
  });

  test('gives its value to who asks for it', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  test('equals another of the same value', () => {
    expect(secret.equals(new Secret(VALUE))).toBe(true);
    expect(secret.equals(new Secret(`${VALUE}0`))).toBe(false);
  });
});

describe('scrubbing', () => {
  test('removes every known value from any text, also as a part of an address', () => {
    const values = fc.stringMatching(/^[\w.~!*:/?&=+%@ -]{8,60}$/);
    const texts = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(values, texts, texts, (value, before, after) => {
        new Secret(value);
        const encoded = encodeURIComponent(value);
        const clean = scrub(`${before}${value}${after}?token=${encoded}&${value}`);
        return !clean.includes(value) && !clean.includes(encoded) && clean.includes('[secret]');
      }),
    );
  });

  test('leaves a text without secrets as it is', () => {
    expect(scrub('Pass done, 2 requests')).toBe('Pass done, 2 requests');
  });

  test('does not take a short value for a secret, which would eat into words', () => {
    new Secret('read');
    expect(scrub('read_all')).toBe('read_all');
  });

  test('remembers the tokens of months of refreshes', () => {
    const months = Array.from({ length: 500 }, (_, i) => new Secret(`rotated-token-${i}-x`));
    for (const token of months) expect(scrub(`Bearer ${token.reveal()}`)).toBe('Bearer [secret]');
  });

  test('keeps a value that is used again, however old it is', () => {
    new Secret(VALUE);
    for (let i = 0; i < 2_000; i++) {
      new Secret(`another-token-${i}-y`);
      if (i % 100 === 0) new Secret(VALUE);
      expect(scrub(VALUE)).toBe('[secret]');
    }
  });

  test('never forgets what a person configured, however many tokens come after it', () => {
    const { app, pingUrl } = loadConfig(
      {
        STRAVA_CLIENT_ID: '12345',
        STRAVA_CLIENT_SECRET: 'client+secret/of=mine',
        HEALTHCHECK_PING_URL: 'https://monitor.example.com/9f1d',
      },
      { app: 'required' },
    );
    createTokenEndpoint('https://strava.example.com/oauth', app, { timeoutMs: 1_000, now: Date.now });
    for (let i = 0; i < 2_000; i++) new Secret(`later-token-${i}-z`);
    const secret = app.clientSecret.reveal();
    const basic = Buffer.from(`${app.clientId}:${secret}`).toString('base64');
    for (const value of [secret, encodeURIComponent(secret), basic, pingUrl?.reveal()])
      expect(scrub(`said ${value}.`)).toBe('said [secret].');
  });
});
