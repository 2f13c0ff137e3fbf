import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { authorize, locationOf, problemOf } from './asking.ts';
import { type Simulator, startSimulator } from './index.ts';

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ callbackDomain: 'archive.example' });
});
afterEach(() => simulator.close());

describe('the authorization page', () => {
  test('sends a consenting athlete back with state, code and scopes', async () => {
    const answer = await authorize(simulator, { state: 'a b&c', approval_prompt: 'force' });
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toMatch(
      /^http:\/\/127\.0\.0\.1:5000\/authorization\?state=a%20b%26c&code=[0-9a-f]{40}&scope=read,read_all,profile:read_all,activity:read_all$/,
    );
    expect(simulator.requests[0]?.query.approval_prompt).toBe('force');
  });

  test('leaves out what was unticked, except read', async () => {
    simulator.consent.untick = ['read', 'activity:read_all'];
    const { searchParams } = locationOf(await authorize(simulator));
    expect(searchParams.get('scope')).toBe('read,read_all,profile:read_all');
  });

  test('tells a denial', async () => {
    simulator.consent.decision = 'deny';
    const { searchParams } = locationOf(await authorize(simulator, { state: 's' }));
    expect([...searchParams]).toEqual([
      ['state', 's'],
      ['error', 'access_denied'],
    ]);
  });

  test.each([
    [{ client_id: '1' }, 403, 'Application/internal/forbidden'],
    [{ redirect_uri: 'http://192.168.1.5/' }, 400, 'Application/redirect_uri/invalid'],
    [{ redirect_uri: 'nonsense' }, 400, 'Application/redirect_uri/invalid'],
    [{ response_type: 'token' }, 400, 'Authorize/response_type/invalid'],
    [{ scope: 'read,everything' }, 400, 'Authorize/scope/invalid'],
    [{ scope: '' }, 400, 'Authorize/scope/invalid'],
  ])('refuses %j', async (query, status, problem) => {
    expect(await problemOf(await authorize(simulator, query))).toEqual([status, problem]);
  });

  test.each(['http://localhost:1/x', 'https://archive.example/x', 'https://nas.archive.example/x?y=1'])(
    'accepts %s as redirect',
    async (redirect_uri) => {
      expect((await authorize(simulator, { redirect_uri })).status).toBe(302);
    },
  );

  test('refuses an athlete too many, but not one who is connected', async () => {
    const [first, second] = simulator.world.athletes.map(({ detail }) => detail.id);
    const small = await startSimulator({ athleteCapacity: 1 });
    small.grant();
    const statusFor = async (athleteId = 0) => {
      small.consent.athleteId = athleteId;
      return (await authorize(small)).status;
    };
    const statuses = [await statusFor(first), await statusFor(second)];
    const text = await (await authorize(small)).text();
    await small.close();
    expect(statuses).toEqual([302, 403]);
    expect(text).toContain('Limit of connected athletes exceeded');
  });
});
