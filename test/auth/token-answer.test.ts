import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGrant, readTokens } from '../../src/auth/token-answer.ts';
import { Secret } from '../../src/secret.ts';
import { faultFrom } from '../http/faults.ts';
import { sized } from '../support/soak.ts';
import { connected } from './setup.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const DATE = new Date(NOW).toUTCString();
const HOUR = 3_600;

const lifetime = (answer: object, date: string | undefined = DATE, now = NOW) =>
  readTokens(JSON.stringify({ access_token: 'a', refresh_token: 'r', ...answer }), date, now).lifetime;

describe('how long an access token is good for', () => {
  test.each<[string, object, number]>([
    ['as expires_in says', { expires_in: 5_000, expires_at: 1 }, 5_000],
    ['as expires_in says, in quotes', { expires_in: '5000' }, 5_000],
    ['as expires_at says by the clock of the answer', { expires_at: NOW / 1_000 + 5_000 }, 5_000],
    [
      'as expires_at says where expires_in is odd',
      { expires_in: null, expires_at: NOW / 1_000 + 5_000 },
      5_000,
    ],
    ['six hours, as usual, when nothing says', {}, 6 * HOUR],
    ['six hours where milliseconds stand', { expires_at: NOW + 5_000_000 }, 6 * HOUR],
    ['six hours where it has run out', { expires_in: -1, expires_at: NOW / 1_000 - 1 }, 6 * HOUR],
    ['twenty minutes at least', { expires_in: 0.5 }, 1_200],
  ])('is %s', (_what, answer, seconds) => expect(lifetime(answer)).toBe(seconds));

  test('is told by our clock only where the answer has no date', () => {
    const answer = { expires_at: NOW / 1_000 + 5_000 };
    expect(lifetime(answer, DATE, NOW + 9 * HOUR * 1_000)).toBe(5_000);
    expect(lifetime(answer, '', NOW + 1_000_000)).toBe(4_000);
    expect(lifetime(answer, 'yesterday', NOW + 1_000_000)).toBe(4_000);
  });
});

test('tokens in what is no JSON are found, and half of one is not', () => {
  const text = 'ok: {"access_token": "one", "refresh_token":"t\\"wo"} and so on';
  const { accessToken, refreshToken } = readTokens(text, DATE, NOW);
  expect([accessToken?.reveal(), refreshToken?.reveal()]).toEqual(['one', 't"wo']);
  const cut = readTokens('{"access_token": "one", "refresh_token":"tw', DATE, NOW);
  expect([cut.accessToken?.reveal(), cut.refreshToken]).toEqual(['one', undefined]);
});

test('who granted is read from an id in quotes too, and odd names and scopes are none', () => {
  const odd = { athlete: { id: '7', firstname: 4 }, scope: ['read'] };
  expect(readGrant(odd)).toEqual({ athleteId: 7, firstname: undefined, scope: undefined });
  for (const nobody of [null, [], 'x', { athlete: null }, { athlete: { id: 1.5 } }])
    expect(readGrant(nobody).athleteId).toBeUndefined();
});

const ODD = fc.oneof(
  fc.constantFrom(null, '', 0, -1, true, 1e20, 'abc', [], {}, ['x'], { y: 1 }),
  fc.jsonValue(),
);
const CHANGES = fc.dictionary(
  fc.constantFrom(
    'token_type',
    'access_token',
    'expires_at',
    'expires_in',
    'refresh_token',
    'athlete',
    'extra',
  ),
  fc.option(ODD, { nil: undefined }),
);

/** The answer with members changed, or without those that are `undefined`. */
const changed = (changes: Record<string, unknown>) => (text: string) =>
  JSON.stringify({ ...JSON.parse(text), ...changes });

test('whatever else a refresh answers, a refresh token that arrived is stored, and nothing is lost for one that did not', async () => {
  const setting = await connected({ expiresInSeconds: 60 });
  const { simulator, tokens, stored, app, athleteId, clock } = setting;
  await fc.assert(
    fc.asyncProperty(CHANGES, fc.boolean(), async (changes, rotates) => {
      simulator.rotation = rotates ? 'always' : 'never';
      simulator.faults.clear();
      simulator.faults.add({ path: '/oauth', kind: { kind: 'changed', change: changed(changes) } });
      const granted = simulator.grant({ expiresInSeconds: 60 });
      const refreshToken = new Secret(granted.refreshToken);
      const accessToken = new Secret(granted.accessToken);
      const { expiresAt } = granted;
      app.credentials.connect(athleteId, { accessToken, refreshToken, expiresAt }, ['read'], clock.now());
      const access = 'access_token' in changes ? changes.access_token : 'as sent';
      const refresh = 'refresh_token' in changes ? changes.refresh_token : 'as sent';
      const got = tokens.get();
      const isText = (value: unknown) => typeof value === 'string' && value !== '';
      if (isText(access)) expect((await got).equals(stored().pair.accessToken)).toBe(true);
      else expect((await faultFrom(got)).fault).toBe('wrong_shape');
      const valid = simulator.validRefreshTokens().at(-1);
      const { pair } = stored();
      if (refresh === 'as sent') expect(pair.refreshToken.reveal()).toBe(valid);
      else if (isText(refresh)) expect(pair.refreshToken.reveal()).toBe(refresh);
      else expect(pair.refreshToken.equals(refreshToken)).toBe(true);
      const left = pair.expiresAt - clock.now() / 1_000;
      if (isText(access)) expect(left >= 1_199 && left <= 7 * 86_400).toBe(true);
      if (refresh !== 'as sent') return;
      // Whatever came, the next refresh works.
      simulator.faults.clear();
      app.credentials.rotate(athleteId, { ...pair, expiresAt: 0 }, clock.now());
      await tokens.get();
      expect(stored().pair.refreshToken.reveal()).toBe(simulator.validRefreshTokens().at(-1));
    }),
    { numRuns: sized(30, 500) },
  );
});
