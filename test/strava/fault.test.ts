import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { faultOf, StravaFault } from '../../src/strava/fault.ts';
import { expectHelpful } from '../http/faults.ts';

const body = (resource: string, field: string, code: string) =>
  JSON.stringify({ message: 'Whatever', errors: [{ resource, field, code }] });

describe('an error answer', () => {
  test.each([
    [400, body('Application', 'client_id', 'invalid'), 'invalid_client', 2],
    [400, body('Application', 'client_secret', 'invalid'), 'invalid_client', 2],
    [400, body('AuthorizationCode', 'code', 'invalid'), 'invalid_grant', 3],
    [400, body('RequestToken', 'code', 'invalid'), 'invalid_grant', 3],
    [400, body('AuthorizationCode', '', 'expired'), 'invalid_grant', 3],
    [400, body('RefreshToken', 'refresh_token', 'invalid'), 'invalid_grant', 3],
    [400, body('Authorize', 'scope', 'invalid'), 'rejected', 6],
    [403, body('Application', 'internal', 'forbidden'), 'forbidden', 6],
    [401, body('Athlete', 'access_token', 'invalid'), 'unauthorized', 3],
    [401, body('Application', '', 'invalid'), 'unauthorized', 3],
    [401, body('AccessToken', 'activity:read_permission', 'missing'), 'missing_scope', 3],
    [403, body('AccessToken', 'activity:read_permission', 'missing'), 'missing_scope', 3],
    [403, body('Application', 'Status', 'Inactive'), 'inactive', 4],
    [400, body('Application', 'after', 'future'), 'rejected', 6],
    [402, '', 'payment_required', 6],
    [404, '', 'not_found', 6],
    [429, body('Application', 'rate limit', 'exceeded'), 'rate_limited', 6],
    [500, '', 'server', 6],
    [503, '<html>', 'server', 6],
    [401, '', 'unauthorized', 3],
    [403, '', 'forbidden', 6],
    [302, '', 'redirect', 6],
    [308, '<html>moved</html>', 'redirect', 6],
    [404, '<html>404</html>', 'page', 6],
    [404, '404 page not found', 'page', 6],
    [403, '<html>', 'page', 6],
    [401, '<html>', 'page', 6],
    [429, '<html>', 'rate_limited', 6],
    [404, '{}', 'not_found', 6],
  ])('%i %s is "%s", exit code %i', (status, text, fault, exitCode) => {
    const found = faultOf('GET /x', status, text);
    expect(found).toMatchObject({ fault, status, exitCode, name: 'StravaFault' });
    expectHelpful(found);
    expect(found.message).toContain(`GET /x, status ${status}`);
  });

  test('is classed by status and code, never by its message', () => {
    const lie = JSON.stringify({ message: 'Rate Limit Exceeded', errors: [] });
    expect(faultOf('GET /x', 404, lie).fault).toBe('not_found');
  });

  test('says what Strava said, on one line', () => {
    const { message } = faultOf('GET /x', 400, body('Application', 'after', 'future'));
    expect(message).toBe('Strava rejected the request (GET /x, status 400, Application after future).');
  });

  test.each([500, 502, 599])('of status %i is the server’s, whatever it says', (status) => {
    expect(faultOf('GET /x', status, body('RefreshToken', 'refresh_token', 'invalid')).fault).toBe('server');
  });

  test('may have any body at all', () => {
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc.anything().map((errors) => JSON.stringify({ errors })),
    );
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 599 }), bodies, (status, text) => {
        const found = faultOf('GET /x', status, text ?? '');
        expect(found.status).toBe(status);
        expect(found.message).toMatch(/^[A-Z]/);
      }),
    );
  });

  test('that repeats a token does not get it into the error', () => {
    const token = new Secret('0123456789abcdef0123456789abcdef01234567').reveal();
    const found = faultOf('GET /x', 400, body('Athlete', token, 'invalid'));
    expect(JSON.stringify([found.message, found.stack])).not.toContain(token);
  });
});

describe('a redirect', () => {
  const to = (location: string) => faultOf('GET /x', 301, '', { location, url: 'https://a.test/api/v3/x' });

  test.each([
    ['https://b.test/api/v4/x?code=s3cr3t#s3cr3t', 'to https://b.test/api/v4/x'],
    ['https://me:s3cr3t@b.test/', 'to https://b.test/'],
    ['../v4/x', 'to https://a.test/api/v4/x'],
    ['http://', 'to an address that cannot be read'],
  ])('to %s says where it points, without secrets', (location, says) => {
    expect(to(location).message).toContain(`(GET /x, status 301, ${says})`);
    expect(to(location).advice).toContain('STRAVA_API_URL');
  });

  test('of the token endpoint names its setting', () => {
    const { advice } = faultOf('POST /oauth/token', 301, '', { of: 'token' });
    expect(advice).toContain('STRAVA_OAUTH_URL');
  });
});

test('a fault that is judged says so, and nothing else of it changes', () => {
  const fault = faultOf('GET /x', 403, body('Application', 'internal', 'forbidden'));
  for (const meetsAll of [true, false]) {
    const judged = fault.judged(meetsAll);
    expect(judged).toMatchObject({
      fault: 'forbidden',
      status: 403,
      of: 'api',
      meetsAll,
      advice: fault.advice,
    });
    expect(judged.message).toBe((meetsAll ? 'Everything meets the same: ' : '') + fault.message);
  }
});

test('a 404 for everything may be of a wrong address, which one alone never is', () => {
  const fault = faultOf('GET /x', 404, '');
  expect(fault.judged(true).advice).toContain('STRAVA_API_URL');
  expect(fault.judged(false).advice).not.toContain('STRAVA_API_URL');
});

test('only what another try can mend is transient', () => {
  const classes = ['network', 'timeout', 'server', 'malformed', 'wrong_shape', 'rejected'] as const;
  const transient = classes.filter((fault) => new StravaFault(fault, 'GET /x').transient);
  expect(transient).toEqual(['network', 'timeout', 'server', 'malformed']);
});
