import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { guard, safeHeaders } from '../../../src/web/safety/guard.ts';

const app = new Hono().use('*', safeHeaders([]), guard(['tower'])).all('*', (c) => c.text('let in'));

const OWN = { host: '127.0.0.1:8788' };
const ask = (headers: Record<string, string>, method = 'GET') =>
  app.request('/activities', { method, headers: { ...OWN, ...headers } });

describe('a request is let in', () => {
  test.each([
    ['of a program, which says nothing of itself', {}],
    ['of a person who typed the address', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['of a page of ours', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    [
      'of a link on another page',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
    ['by a name that the owner has given', { host: 'tower:8788' }],
  ])('%s', async (_of, headers) => {
    const answer = await ask(headers);
    expect([answer.status, await answer.text()]).toEqual([200, 'let in']);
  });

  test.each([
    ['that says it is of here', { 'sec-fetch-site': 'same-origin' }],
    ['of an older browser', { origin: 'http://127.0.0.1:8788' }],
  ])('when it changes something and is of a page of ours, %s', async (_of, headers) => {
    expect((await ask(headers, 'POST')).status).toBe(200);
  });
});

describe('a request is turned away', () => {
  test.each([
    ['by a name that is not ours', { host: 'evil.example' }],
    [
      'by a name that is not ours, of the same origin',
      { host: 'evil.example:8788', 'sec-fetch-site': 'same-origin' },
    ],
    ['without a name', { host: '' }],
  ])('with the remedy %s', async (_by, headers) => {
    const answer = await ask(headers);
    expect(answer.status).toBe(421);
    expect(await answer.text()).toContain('HTTP_ALLOWED_HOSTS');
  });

  test('without what is hostile in its name', async () => {
    const answer = await ask({ host: '<script>alert(1)</script>' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      421,
      expect.stringContaining('text/plain'),
    ]);
    expect(await answer.text()).not.toContain('<');
  });

  test.each([
    ['a picture', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a script', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
    ['a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['data', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ])('when another page wants it as %s', async (_as, headers) => {
    for (const site of ['cross-site', 'same-site'])
      expect((await ask({ ...headers, 'sec-fetch-site': site })).status).toBe(403);
  });

  test.each([
    [
      'another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ],
    ['another port', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['no origin that it tells', { origin: 'null' }],
    ['nowhere', {}],
  ])('when it would change something and is of %s', async (_of, headers) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      expect((await ask(headers, method)).status).toBe(403);
  });
});

test('every answer forbids what is inline, what is from elsewhere, and frames', async () => {
  for (const headers of [{}, { host: 'evil.example' }]) {
    const answer = await ask(headers);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('strict-transport-security')).toBeNull();
  }
});
