import { describe, expect, test } from 'vitest';
import { exchangeWithStrava } from '../../src/strava/exchange.ts';
import { faultFrom, rejectionOf } from '../http/faults.ts';
import { closedOrigin, serve } from '../http/serve.ts';

const what = 'GET /x';

describe('a request to Strava', () => {
  test('brings the answer, whatever the status', async () => {
    const url = await serve((_request, response) => response.writeHead(404).end('none'));
    expect(await exchangeWithStrava({ url, what })).toMatchObject({ status: 404, text: 'none' });
  });

  test('that reaches nobody says so in words about Strava', async () => {
    const fault = await faultFrom(exchangeWithStrava({ url: await closedOrigin(), what }));
    expect(fault).toMatchObject({ fault: 'network', transient: true, exitCode: 6 });
    expect(fault.message).toBe('Strava could not be reached (GET /x, ECONNREFUSED).');
  });

  test('that takes too long says so', async () => {
    const url = await serve(() => {});
    const fault = await faultFrom(exchangeWithStrava({ url, what, timeoutMs: 50 }));
    expect(fault).toMatchObject({ fault: 'timeout', transient: true, exitCode: 6 });
    expect(fault.message).toBe('Strava did not answer in time (GET /x).');
  });

  test('that is stopped rejects with the reason', async () => {
    const reason = new Error('stop');
    const url = await serve(() => {});
    const stopped = exchangeWithStrava({ url, what, signal: AbortSignal.abort(reason) });
    expect(await rejectionOf(stopped)).toBe(reason);
  });
});
