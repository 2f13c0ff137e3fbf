import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { authorizationUrl, newState, readCallback, readPaste } from '../../src/auth/authorization.ts';
import { locationOf } from '../simulator/asking.ts';
import type { Simulator } from '../simulator/index.ts';
import { simulate } from '../support/simulator.ts';

const STATE = 'state-of-this-attempt';
const REDIRECT = 'http://127.0.0.1:5000/authorization';
const SCOPES = ['read', 'read_all', 'profile:read_all', 'activity:read_all'];
const CODE = '0123456789abcdef0123456789abcdef01234567';

const urlFor = (
  { oauthUrl, clientId }: Pick<Simulator, 'oauthUrl' | 'clientId'>,
  scopes = SCOPES,
  force = false,
) => authorizationUrl({ oauthUrl, clientId, redirectUrl: new URL(REDIRECT), scopes, state: STATE, force });
const visit = (url: string) => fetch(url, { redirect: 'manual' });
const codeIn = (answer: ReturnType<typeof readPaste>) =>
  answer.kind === 'granted' ? answer.code.reveal() : answer;

describe('the authorization address', () => {
  test('asks for what Strava documents', () => {
    const url = new URL(urlFor({ oauthUrl: 'https://www.strava.com/oauth', clientId: '42' }));
    expect(url.origin + url.pathname).toBe('https://www.strava.com/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: '42',
      redirect_uri: REDIRECT,
      response_type: 'code',
      approval_prompt: 'auto',
      scope: SCOPES.join(','),
      state: STATE,
    });
  });

  test('asks again when forced to', () => {
    const url = urlFor({ oauthUrl: 'https://www.strava.com/oauth', clientId: '42' }, SCOPES, true);
    expect(new URL(url).searchParams.get('approval_prompt')).toBe('force');
  });

  test('brings an answer that is read as granted, with its scopes', async () => {
    const simulator = await simulate();
    const answer = readCallback(locationOf(await visit(urlFor(simulator))).searchParams, STATE);
    expect(answer).toMatchObject({ kind: 'granted', scopes: SCOPES });
    expect(simulator.issuedSecrets()).toContain(codeIn(answer));
  });

  test('brings an answer that is read as denied', async () => {
    const simulator = await simulate();
    simulator.consent.decision = 'deny';
    const { href } = locationOf(await visit(urlFor(simulator)));
    expect(readPaste(href, STATE)).toEqual({ kind: 'denied' });
  });

  test.each<[string, (simulator: Simulator) => string, number]>([
    ['a bad scope', (simulator) => urlFor(simulator, ['read', 'everything']), 400],
    ['a bad client id', ({ oauthUrl }) => urlFor({ oauthUrl, clientId: '1' }), 403],
  ])('with %s ends on a page that is not mistaken for an answer', async (_name, urlOf, status) => {
    const page = await visit(urlOf(await simulate()));
    expect([page.status, page.headers.get('location')]).toEqual([status, null]);
    expect(readCallback(new URL(page.url).searchParams, STATE).kind).toBe('invalid');
    expect(readPaste(page.url, STATE).kind).toBe('invalid');
    expect(readPaste(await page.text(), STATE).kind).toBe('invalid');
  });
});

test('a state is long, fit for an address, and never the same', () => {
  const states = Array.from({ length: 1_000 }, newState);
  expect(new Set(states).size).toBe(1_000);
  for (const state of states) expect(state).toMatch(/^[\w-]{32}$/);
});

describe('the answer of the browser', () => {
  const callback = (query: Record<string, string>) => readCallback(new URLSearchParams(query), STATE);

  test.each([
    ['no state', { code: CODE }],
    ['another state', { code: CODE, state: 'state-of-that-attempt' }],
    ['a longer state', { code: CODE, state: `${STATE}x` }],
    ['an empty state', { code: CODE, state: '' }],
    ['another state and a denial', { error: 'access_denied', state: 'x' }],
  ])('with %s is of another attempt', (_name, query) => {
    expect(callback(query)).toEqual({ kind: 'invalid', reason: expect.stringContaining('another attempt') });
  });

  test('without code and error is none', () => {
    expect(callback({ state: STATE })).toMatchObject({ kind: 'invalid' });
    expect(callback({ state: STATE, code: '' })).toMatchObject({ kind: 'invalid' });
  });

  test('with another error says which, and not too much of it', () => {
    const answer = callback({ state: STATE, error: `server_error ${'x'.repeat(500)}` });
    expect(answer).toMatchObject({
      kind: 'invalid',
      reason: expect.stringMatching(/^Strava answered: server_error.{0,90}$/),
    });
  });

  test('without scopes does not say which were granted', () => {
    expect(callback({ state: STATE, code: CODE })).toMatchObject({ kind: 'granted', scopes: undefined });
  });

  test('never shows its code when printed', () => {
    expect(JSON.stringify(callback({ state: STATE, code: CODE }))).not.toContain(CODE);
  });
});

describe('a paste', () => {
  const query = `state=${STATE}&code=${CODE}&scope=read,activity:read_all`;

  test.each([
    ['the whole address', `${REDIRECT}?${query}`],
    ['the address without its scheme', `127.0.0.1:5000/authorization?${query}`],
    ['the address of localhost without its scheme', `localhost:5000/authorization?${query}`],
    ['the address with spaces around it', `  ${REDIRECT}?${query} \r`],
    ['the address in double quotes', `"${REDIRECT}?${query}"`],
    ['the address in single quotes', `'${REDIRECT}?${query}'`],
    ['the address in angle brackets', `<${REDIRECT}?${query}>`],
    ['the address with a fragment', `${REDIRECT}?${query}#_=_`],
    ['the query', query],
    ['the query with its question mark', `?${query}`],
    ['the path and the query', `/authorization?${query}`],
  ])('of %s brings code and scopes', (_name, text) => {
    const answer = readPaste(text, STATE);
    expect(codeIn(answer)).toBe(CODE);
    expect(answer).toMatchObject({ scopes: ['read', 'activity:read_all'] });
  });

  test.each([CODE, ` ${CODE} `, `"${CODE}"`])('of the bare code (%j) brings the code', (text) => {
    expect(codeIn(readPaste(text, STATE))).toBe(CODE);
  });

  test.each([
    'yes',
    'https://www.strava.com/settings/api',
    'a=b',
    '?',
    '"',
    '{"message":"Bad Request"}',
    CODE.slice(0, 10),
  ])('of %j is refused with a reason', (text) => {
    expect(readPaste(text, STATE)).toEqual({ kind: 'invalid', reason: expect.stringMatching(/^This .+\.$/) });
  });

  test('of an address of another attempt is refused', () => {
    expect(readPaste(`${REDIRECT}?state=other&code=${CODE}`, STATE)).toMatchObject({ kind: 'invalid' });
  });

  test('brings any code through an address, and the query of it', () => {
    const codes = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    const states = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(codes, states, (code, state) => {
        const address = new URL(REDIRECT);
        address.searchParams.set('code', code);
        address.searchParams.set('state', state);
        expect(codeIn(readPaste(address.href, state))).toBe(code);
        expect(codeIn(readPaste(address.search, state))).toBe(code);
      }),
    );
  });

  test('may be anything at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(['granted', 'denied', 'invalid']).toContain(readPaste(text, STATE).kind);
      }),
    );
  });
});
