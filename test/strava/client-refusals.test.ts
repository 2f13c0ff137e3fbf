import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { FailureKind } from '../../src/errors.ts';
import type { FaultClass } from '../../src/strava/fault.ts';
import { expectHelpful, expectNoSecrets, faultFrom } from '../http/faults.ts';
import { serve } from '../http/serve.ts';
import { connectedClient } from './setup.ts';

const body = (message: string, resource: string, field: string, code: string) =>
  JSON.stringify({ message, errors: [{ resource, field, code }] });
const MISSING = body('Authorization Error', 'AccessToken', 'activity:read_permission', 'missing');
const INACTIVE = body('Forbidden', 'Application', 'Status', 'Inactive');

type Row = [
  what: string,
  status: number,
  body: string,
  FaultClass,
  FailureKind,
  exitCode: number,
  requests: number,
];

describe('a refusal of the API', () => {
  test.each<Row>([
    ['a missing scope', 401, MISSING, 'missing_scope', 'unauthorized', 3, 1],
    ['a missing scope, as reported in 2026', 403, MISSING, 'missing_scope', 'unauthorized', 3, 1],
    ['an inactive application', 403, INACTIVE, 'inactive', 'inactive', 4, 1],
    [
      'a time in the future',
      400,
      body('Bad Request', 'Application', 'after', 'future'),
      'rejected',
      'strava',
      6,
      1,
    ],
    [
      'nothing there',
      404,
      body('Record Not Found', 'Activity', 'id', 'not found'),
      'not_found',
      'strava',
      6,
      1,
    ],
    ['for subscribers', 402, '', 'payment_required', 'strava', 6, 1],
    ['forbidden', 403, body('Forbidden', 'Athlete', 'id', 'forbidden'), 'forbidden', 'strava', 6, 1],
    ['400 without a body', 400, '', 'rejected', 'strava', 6, 1],
    ['403 without a body', 403, '', 'forbidden', 'strava', 6, 1],
    ['404 without a body', 404, '', 'not_found', 'strava', 6, 1],
    ['401 without a body', 401, '', 'unauthorized', 'unauthorized', 3, 2],
    [
      'a bad token',
      401,
      body('Authorization Error', 'Athlete', 'access_token', 'invalid'),
      'unauthorized',
      'unauthorized',
      3,
      2,
    ],
    [
      'a bad application',
      401,
      body('Authorization Error', 'Application', '', 'invalid'),
      'unauthorized',
      'unauthorized',
      3,
      2,
    ],
    [
      'too many requests',
      429,
      body('Rate Limit Exceeded', 'Application', 'rate limit', 'exceeded'),
      'rate_limited',
      'strava',
      6,
      2,
    ],
    ['429 without a body', 429, '', 'rate_limited', 'strava', 6, 2],
  ])(
    '(%s, %i) is classed, explained and not simply repeated',
    async (_what, status, text, fault, kind, exitCode, requests) => {
      const { get, simulator, client, logs, apiRequests } = await connectedClient();
      simulator.faults.add({ path: '/api', kind: { status, body: text }, every: 1 });
      const found = await faultFrom(get());
      expect(found).toMatchObject({ fault, kind, exitCode, status });
      expectHelpful(found);
      expect([apiRequests(), client.spending]).toEqual([requests, { requests, retries: 0 }]);
      expectNoSecrets(simulator, found.message, String(found.stack), ...logs);
    },
  );

  test('is the simulated Strava’s own when the application is inactive', async () => {
    const { get, simulator } = await connectedClient();
    simulator.inactive = true;
    const found = await faultFrom(get());
    expect(found).toMatchObject({ fault: 'inactive', exitCode: 4 });
    expect(found.advice).toContain('subscription');
  });

  test('is the simulated Strava’s own when a scope is missing', async () => {
    const { get } = await connectedClient({ grant: { scopes: ['activity:read'] } });
    const found = await faultFrom(get());
    expect(found).toMatchObject({ fault: 'missing_scope', exitCode: 3 });
    expect(found.advice).toContain('npx athlete-archive bootstrap --force');
  });

  test('is the simulated Strava’s own for a path it does not have', async () => {
    const { client } = await connectedClient();
    expect(await faultFrom(client.get({ path: '/nowhere' }))).toMatchObject({ fault: 'not_found' });
  });
});

test('a compressed answer that is cut off is tried again', async () => {
  let requests = 0;
  const url = await serve((_request, response) => {
    requests += 1;
    const whole = gzipSync('{"id":1}');
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(requests > 1 ? whole : whole.subarray(0, 18));
  });
  const { get } = await connectedClient({ environment: { STRAVA_API_URL: url } });
  expect((await get()).json).toEqual({ id: 1 });
  expect(requests).toBe(2);
});
