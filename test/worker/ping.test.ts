import { describe, expect, test } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { createLogger } from '../../src/log.ts';
import { Secret } from '../../src/secret.ts';
import { type PingResult, ping } from '../../src/worker/ping.ts';
import { startMonitor } from './monitor.ts';

async function setting(path = '/4d1f-secret') {
  const monitor = await startMonitor();
  const logs: string[] = [];
  const destination = { write: (line: string) => void logs.push(line) };
  const log = await createLogger({ level: 'trace', format: 'json', destination });
  const url = new Secret(monitor.origin + path);
  const send = (result: PingResult, signal = new AbortController().signal) => ping(url, result, log, signal);
  return { monitor, logs, log, send };
}

describe('the dead-man ping', () => {
  test.each([
    ['/4d1f', '/4d1f', '/4d1f/fail'],
    ['/4d1f/', '/4d1f/', '/4d1f/fail'],
    ['/ping/4d1f?rid=1&x=%20y', '/ping/4d1f?rid=1&x=%20y', '/ping/4d1f/fail?rid=1&x=%20y'],
    ['', '/', '/fail'],
  ])('of %s goes to %s, and after a failure to %s', async (path, good, bad) => {
    const { monitor, logs, send } = await setting(path);
    await send('success');
    await send('failure');
    expect(monitor.pings).toEqual([`GET ${good}`, `GET ${bad}`]);
    expect(logs).toEqual([]);
  });

  test('is not sent for what is neither good nor bad', async () => {
    const { monitor, send } = await setting();
    await send('neither');
    expect(monitor.pings).toEqual([]);
  });

  test('is not sent without an address, nor after a stop', async () => {
    const { monitor, log, send } = await setting();
    await ping(undefined, 'success', log, new AbortController().signal);
    await send('success', AbortSignal.abort(new Stopped()));
    expect(monitor.pings).toEqual([]);
  });

  test.each([404, 503, 302])('that is refused with %i is only logged', async (status) => {
    const { monitor, logs, send } = await setting();
    monitor.status = status;
    await send('success');
    expect(logs.map((line) => JSON.parse(line))).toMatchObject([{ level: 'warn', status }]);
  });

  test('that reaches nobody is only logged, without its address', async () => {
    const logs: string[] = [];
    const destination = { write: (line: string) => void logs.push(line) };
    const log = await createLogger({ level: 'trace', format: 'json', destination });
    const url = new Secret('http://127.0.0.1:1/4d1f-secret');
    await ping(url, 'failure', log, new AbortController().signal);
    expect(logs).toHaveLength(1);
    expect(logs[0]).toContain('ping failed');
    expect(logs[0]).toContain('ping could not be reached (ECONNREFUSED)');
    expect(logs[0]).not.toContain('Strava');
    expect(logs[0]).not.toContain('4d1f-secret');
  });
});
