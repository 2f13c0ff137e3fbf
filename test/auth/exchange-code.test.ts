import { describe, expect, test } from 'vitest';
import { exchangeCode } from '../../src/auth/exchange-code.ts';
import { Failure, Stopped } from '../../src/errors.ts';
import { Secret } from '../../src/secret.ts';
import { expectHelpful, expectNoSecrets, rejectionOf } from '../http/faults.ts';
import { authorize, locationOf } from '../simulator/asking.ts';
import { simulate } from '../support/simulator.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { endpointOf } from './setup.ts';

async function withCode() {
  const clock = new VirtualClock();
  const simulator = await simulate({ clock });
  const code = new Secret(locationOf(await authorize(simulator)).searchParams.get('code') ?? '');
  const retry = { tries: 5, minDelayMs: 0, maxDelayMs: 0 };
  const options = { endpoint: endpointOf(simulator), clock, retry };
  const exchanges = () => simulator.requestsTo('/oauth/token').length;
  return { clock, simulator, code, options, exchanges };
}

describe('a code', () => {
  test('is exchanged by one request', async () => {
    const { simulator, code, options, clock, exchanges } = await withCode();
    const grant = await exchangeCode(code, options);
    expect(grant.athleteId).toBe(simulator.consent.athleteId);
    expect([exchanges(), clock.slept]).toEqual([1, []]);
  });

  test('that is not ready yet works two seconds later', async () => {
    const { simulator, code, options, clock, exchanges } = await withCode();
    simulator.codeNotReadyOnce = true;
    const grant = await exchangeCode(code, options);
    expect(grant.athleteId).toBe(simulator.consent.athleteId);
    expect([exchanges(), clock.slept]).toEqual([2, [2_000]]);
  });

  test('is tried again after a fault of the network', async () => {
    const { simulator, code, options, exchanges } = await withCode();
    simulator.faults.add({ path: '/oauth', kind: 'html-502', times: 2 });
    await exchangeCode(code, options);
    expect(exchanges()).toBe(3);
  });

  test.each<[string, (setting: Awaited<ReturnType<typeof withCode>>) => Promise<unknown>]>([
    ['was used before', ({ code, options }) => exchangeCode(code, options)],
    ['has expired', async ({ clock }) => clock.advance(600_000)],
    [
      'is used up because the answer was lost',
      async ({ simulator }) => {
        simulator.faults.add({ path: '/oauth', kind: 'rotate-then-drop' });
      },
    ],
  ])('that %s connects nobody and says what to do', async (_name, prepare) => {
    const setting = await withCode();
    const { simulator, code, options } = setting;
    await prepare(setting);
    const error = await rejectionOf(exchangeCode(code, options));
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ kind: 'not_connected', exitCode: 3 });
    expectHelpful(error as Failure);
    expectNoSecrets(simulator, String((error as Failure).stack), (error as Failure).message);
  });

  test('with a wrong client secret is the configuration’s fault, without a second try', async () => {
    const { simulator, code, options, clock, exchanges } = await withCode();
    const endpoint = endpointOf(simulator, { clientSecret: 'not-the-secret' });
    const error = await rejectionOf(exchangeCode(code, { ...options, endpoint }));
    expect(error).toMatchObject({ fault: 'invalid_client', exitCode: 2 });
    expect([exchanges(), clock.slept]).toEqual([1, []]);
  });

  test('under way is not cut off by a stop, for it may be used up', async () => {
    const { simulator, code, options, exchanges } = await withCode();
    simulator.faults.add({ path: '/oauth', kind: { kind: 'delay', ms: 50 } });
    const controller = new AbortController();
    const exchanging = exchangeCode(code, { ...options, signal: controller.signal });
    await expect.poll(exchanges, { interval: 5 }).toBe(1);
    controller.abort(new Stopped());
    expect((await exchanging).athleteId).toBe(simulator.consent.athleteId);
  });

  test('that is not ready yet is given up by a stop during the wait', async () => {
    const { simulator, code, options, exchanges } = await withCode();
    simulator.codeNotReadyOnce = true;
    const reason = new Stopped();
    const signal = AbortSignal.abort(reason);
    expect(await rejectionOf(exchangeCode(code, { ...options, signal }))).toBe(reason);
    expect(exchanges()).toBe(1);
  });
});
