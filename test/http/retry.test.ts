import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RequestFault } from '../../src/http/fault.ts';
import { type RetryPolicy, withRetries } from '../../src/http/retry.ts';
import { type FaultClass, StravaFault } from '../../src/strava/fault.ts';
import { rejectionOf } from './faults.ts';

const TRANSIENT: FaultClass[] = ['network', 'timeout', 'server', 'malformed'];
const FINAL: FaultClass[] = [
  'wrong_shape',
  'invalid_client',
  'invalid_grant',
  'unauthorized',
  'missing_scope',
  'inactive',
  'payment_required',
  'forbidden',
  'not_found',
  'rate_limited',
  'rejected',
];
const policy: RetryPolicy = { tries: 5, minDelayMs: 0, maxDelayMs: 0 };

/** Fails with these errors one after the other, then succeeds. */
function failing(...errors: unknown[]) {
  const state = { calls: 0 };
  const attempt = async () => {
    const error = errors[state.calls];
    state.calls += 1;
    if (error !== undefined) throw error;
    return 'done';
  };
  return { state, attempt };
}

const faults = (fault: FaultClass, count: number) =>
  Array.from({ length: count }, () => new StravaFault(fault, 'GET /x'));

describe('a transient fault', () => {
  test('is tried again as often as needed, never more often than allowed', async () => {
    const failures = fc.array(fc.constantFrom(...TRANSIENT), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(failures, fc.integer({ min: 1, max: 6 }), async (classes, tries) => {
        const errors = classes.map((fault) => new StravaFault(fault, 'GET /x'));
        const { state, attempt } = failing(...errors);
        const told: unknown[] = [];
        const options = {
          policy: { ...policy, tries },
          onRetry: (fault: RequestFault) => void told.push(fault),
        };
        const result = await withRetries(attempt, options).catch((error) => error);
        expect(result).toBe(errors.length < tries ? 'done' : errors[tries - 1]);
        expect(state.calls).toBe(Math.min(errors.length + 1, tries));
        expect(told).toEqual(errors.slice(0, Math.min(errors.length, tries - 1)));
      }),
    );
  });

  test('is told with the number of the try that failed', async () => {
    const told: unknown[] = [];
    const { attempt } = failing(...faults('server', 2));
    await withRetries(attempt, { policy, onRetry: ({ fault }, number) => told.push([fault, number]) });
    expect(told).toEqual([
      ['server', 1],
      ['server', 2],
    ]);
  });
});

describe('no other try', () => {
  test.each(FINAL)('follows "%s"', async (fault) => {
    const [error] = faults(fault, 1);
    const { state, attempt } = failing(error);
    const told: unknown[] = [];
    expect(await rejectionOf(withRetries(attempt, { policy, onRetry: () => told.push(1) }))).toBe(error);
    expect([state.calls, told]).toEqual([1, []]);
  });

  test.each([new Error('a bug'), new TypeError('fetch failed')])('follows %s', async (error) => {
    const { state, attempt } = failing(error);
    expect(await rejectionOf(withRetries(attempt, { policy }))).toBe(error);
    expect(state.calls).toBe(1);
  });
});

describe('a stop', () => {
  const reason = new Error('stop');

  test('before the first try lets none begin', async () => {
    const { state, attempt } = failing();
    const options = { policy, signal: AbortSignal.abort(reason) };
    expect(await rejectionOf(withRetries(attempt, options))).toBe(reason);
    expect(state.calls).toBe(0);
  });

  test('during a try lets that one end and no other begin', async () => {
    const controller = new AbortController();
    const ended: string[] = [];
    const told: unknown[] = [];
    const attempt = async () => {
      controller.abort(reason);
      await Promise.resolve();
      ended.push('ended');
      throw new StravaFault('server', 'GET /x');
    };
    const options = { policy, signal: controller.signal, onRetry: () => told.push(1) };
    expect(await rejectionOf(withRetries(attempt, options))).toBe(reason);
    expect([ended, told]).toEqual([['ended'], []]);
  });

  test('ends the wait between two tries', async () => {
    const controller = new AbortController();
    const { state, attempt } = failing(...faults('network', 2));
    const patient = { tries: 5, minDelayMs: 600_000, maxDelayMs: 600_000 };
    const onRetry = () => void setImmediate(() => controller.abort(reason));
    const options = { policy: patient, signal: controller.signal, onRetry };
    expect(await rejectionOf(withRetries(attempt, options))).toBe(reason);
    expect(state.calls).toBe(1);
  });
});
