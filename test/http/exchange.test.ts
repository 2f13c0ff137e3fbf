import { getEventListeners } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { exchange } from '../../src/http/exchange.ts';
import { version } from '../../src/package.ts';
import type { FaultKind } from '../simulator/index.ts';
import { simulate } from '../support/simulator.ts';
import { rejectionOf, silenceFrom } from './faults.ts';
import { closedOrigin, serve } from './serve.ts';

const what = 'GET /x';

describe('an exchange', () => {
  test('brings status, headers and the body, whatever the status', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(418, { 'X-Ratelimit-Usage': '1,2' }).end('short and stout');
    });
    const answer = await exchange({ url, what });
    expect(answer).toMatchObject({ status: 418, text: 'short and stout' });
    expect(answer.headers['x-ratelimit-usage']).toBe('1,2');
  });

  test('says who asks, and wants JSON', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers['user-agent'], request.headers.accept, request.headers['x-mine']);
      response.end();
    });
    await exchange({ url, what, headers: { 'x-mine': '1' } });
    expect(seen).toEqual([`athlete-archive/${version}`, 'application/json', '1']);
  });

  test('sends a form', async () => {
    let body = '';
    const url = await serve((request, response) => {
      request.on('data', (data) => {
        body += `${request.headers['content-type']} ${data}`;
      });
      request.on('end', () => response.end());
    });
    await exchange({ url, what, method: 'POST', body: new URLSearchParams({ code: 'a b' }) });
    expect(body).toBe('application/x-www-form-urlencoded code=a+b');
  });

  test('does not follow a redirect, which would carry the token elsewhere', async () => {
    const paths: string[] = [];
    const url = await serve((request, response) => {
      paths.push(request.url ?? '');
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect((await exchange({ url, what })).status).toBe(302);
    expect(paths).toEqual(['/']);
  });
});

describe('a compressed answer', () => {
  test('comes as it was', async () => {
    const text = '{"name":"Grüße 🚴"}'.repeat(5_000);
    const url = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toContain('gzip');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
    });
    expect((await exchange({ url, what })).text).toBe(text);
  });

  test('may be empty', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(404, { 'content-encoding': 'gzip' }).end();
    });
    expect(await exchange({ url, what })).toMatchObject({ status: 404, text: '' });
  });
});

describe('time', () => {
  test.each(['hang', 'hang-body'] as const)('is limited when the answer is "%s"', async (kind) => {
    const simulator = await simulate();
    simulator.faults.add({ kind });
    const url = `${simulator.oauthUrl}/authorize`;
    const fault = await silenceFrom(exchange({ url, what, timeoutMs: 80 }));
    expect(fault).toMatchObject({ fault: 'timeout', transient: true });
    expect(fault.message).toBe('GET /x did not answer in time.');
  });

  test('is not limited after the answer: no timer and no listener is left', async () => {
    const url = await serve((_request, response) => response.end('done'));
    const { signal } = new AbortController();
    await exchange({ url, what, signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('a signal', () => {
  const reason = new Error('the reason');

  test('that aborted before lets no request go out', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests += 1;
      response.end();
    });
    expect(await rejectionOf(exchange({ url, what, signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(requests).toBe(0);
  });

  test.each(['before the answer', 'inside the body'])(
    'that aborts %s rejects with its reason',
    async (when) => {
      const controller = new AbortController();
      const url = await serve((_request, response) => {
        if (when === 'inside the body') response.write('beginning');
        setImmediate(() => controller.abort(reason));
      });
      expect(await rejectionOf(exchange({ url, what, signal: controller.signal }))).toBe(reason);
    },
  );
});

describe('the network', () => {
  test('that refuses a connection is a fault with its code', async () => {
    const fault = await silenceFrom(exchange({ url: await closedOrigin(), what }));
    expect(fault).toMatchObject({ fault: 'network', transient: true });
    expect(fault.message).toBe('GET /x could not be reached (ECONNREFUSED).');
  });

  test.each<[FaultKind, RegExp]>([
    ['reset', /ECONNRESET|UND_ERR_SOCKET/],
    ['truncated', /ECONNRESET|UND_ERR_SOCKET|terminated/],
  ])('that ends with "%s" is a fault with its code', async (kind, code) => {
    const simulator = await simulate();
    simulator.faults.add({ kind });
    const fault = await silenceFrom(exchange({ url: `${simulator.oauthUrl}/authorize`, what }));
    expect(fault).toMatchObject({ fault: 'network', transient: true });
    expect(fault.message).toMatch(code);
  });

  test('that spoils a compressed body is a fault', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is not gzip');
    });
    expect(await silenceFrom(exchange({ url, what }))).toMatchObject({ fault: 'network', transient: true });
  });

  test('that spoils a compressed body leaves nothing unread, which would keep the program alive', async () => {
    let over = false;
    const url = await serve((_request, response) => {
      response.on('close', () => {
        over = true;
      });
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.alloc(16 * 2 ** 20));
    });
    await silenceFrom(exchange({ url, what }));
    await expect.poll(() => over, { interval: 5 }).toBe(true);
  });

  test('that cuts a compressed body off is a fault', async () => {
    const url = await serve((_request, response) => {
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync('x'.repeat(5_000)).subarray(0, 20));
    });
    expect(await silenceFrom(exchange({ url, what }))).toMatchObject({ fault: 'network', transient: true });
  });

  test('is not blamed for a mistake of our own', async () => {
    const url = await serve((_request, response) => response.end());
    const error = await rejectionOf(exchange({ url, what, headers: { 'x-mine': 'two\nlines' } }));
    expect(error).toBeInstanceOf(TypeError);
  });

  test('never puts an address into the error, for its query may hold a code', async () => {
    const fault = await silenceFrom(exchange({ url: `${await closedOrigin()}/p?code=verysecretcode`, what }));
    expect(JSON.stringify([fault.message, fault.stack, fault.cause])).not.toContain('verysecret');
  });
});
