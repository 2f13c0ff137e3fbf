import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { awaitGrant } from '../../src/auth/await-grant.ts';
import { Failure, Stopped } from '../../src/errors.ts';
import { expectHelpful, rejectionOf } from '../http/faults.ts';
import { closedOrigin, serve } from '../http/serve.ts';

const STATE = 'state-of-this-attempt';
const CODE = '0123456789abcdef0123456789abcdef01234567';
const QUERY = `state=${STATE}&code=${CODE}&scope=read`;

interface Options {
  origin?: string;
  callbackHost?: string;
  signal?: AbortSignal;
}

/** Both ways open, on a free port unless told. */
async function waiting({ origin, callbackHost, signal }: Options = {}) {
  const redirect = `${origin ?? (await closedOrigin())}/authorization`;
  const input = new PassThrough();
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const address = { redirectUrl: new URL(redirect), callbackHost };
  const pending = await awaitGrant({ ...address, state: STATE, input, say, signal });
  let open = true;
  const close = async () => {
    if (open) await pending[Symbol.asyncDispose]();
    open = false;
  };
  onTestFinished(close);
  return { redirect, input, said, pending, close };
}

/** Where others would reach this machine, and in its loopback network one address that nobody was told of. */
function otherAddresses(host: string): string[] {
  const outer = Object.values(networkInterfaces()).flatMap((all = []) =>
    all.filter(({ internal, scopeid }) => !internal && !scopeid),
  );
  const addresses = outer.map(({ family, address }) => (family === 'IPv6' ? `[${address}]` : address));
  return ['127.0.0.2', host === '[::1]' ? '127.0.0.1' : '', ...addresses].filter(Boolean);
}

const takenPort = () => serve((_request, response) => response.end());

/** The code of an arrival, whose page is shown so that the browser does not wait. */
async function codeOf({ arrival }: Awaited<ReturnType<typeof waiting>>['pending']) {
  const { answer, show } = await arrival;
  show({ ok: true, title: 'Connected', text: 'You can close this page.' });
  return answer.kind === 'granted' ? answer.code.reveal() : answer.kind;
}

describe('the callback', () => {
  test('wins when it comes first, and the browser sees how it ended', async () => {
    const { pending, redirect } = await waiting();
    expect(pending.listening).toBe(true);
    const page = fetch(`${redirect}?${QUERY}`);
    expect(await codeOf(pending)).toBe(CODE);
    const answer = await page;
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('<p>You can close this page.</p>');
  });

  test('that comes again, as from a page loaded anew, is not left hanging', async () => {
    const { pending, redirect } = await waiting();
    const page = fetch(`${redirect}?${QUERY}`);
    const { show } = await pending.arrival;
    const again = await fetch(`${redirect}?${QUERY}`, { signal: AbortSignal.timeout(2_000) });
    expect([again.status, await again.text()]).toEqual([200, expect.stringContaining('has arrived before')]);
    show({ ok: true, title: 'Connected', text: 'You can close this page.' });
    expect((await page).status).toBe(200);
  });

  test('may arrive at another address than the browser was sent to, as in a container', async () => {
    const { pending, redirect } = await waiting({ callbackHost: '127.0.0.2' });
    const page = fetch(`${redirect.replace('127.0.0.1', '127.0.0.2')}?${QUERY}`);
    expect(await codeOf(pending)).toBe(CODE);
    await page;
    await expect(fetch(redirect)).rejects.toThrow();
  });

  test('may be a denial', async () => {
    const { pending, redirect } = await waiting();
    const page = fetch(`${redirect}?state=${STATE}&error=access_denied`);
    expect(await codeOf(pending)).toBe('denied');
    await page;
  });

  test('of another attempt shows why and the wait goes on', async () => {
    const { pending, redirect, said } = await waiting();
    const answer = await fetch(`${redirect}?state=other&code=${CODE}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/Not connected yet.*another attempt.*Go back to the terminal/s);
    expect(said).toEqual([expect.stringContaining('another attempt')]);
    const page = fetch(`${redirect}?${QUERY}`);
    expect(await codeOf(pending)).toBe(CODE);
    await page;
  });

  test('with markup in it shows the markup as text', async () => {
    const { redirect } = await waiting();
    const error = encodeURIComponent('<script>alert("x")</script>');
    const html = await (await fetch(`${redirect}?state=${STATE}&error=${error}`)).text();
    expect(html).not.toContain('<script>');
    expect(html).toContain('&#60;script&#62;alert(&#34;x&#34;)');
  });

  test.each(['/', '/favicon.ico', '/authorization/more'])('is not at %s', async (path) => {
    const { redirect, said } = await waiting();
    expect((await fetch(new URL(path, redirect))).status).toBe(404);
    expect(said).toEqual([]);
  });

  test('cannot be brought down by an address that is none', async () => {
    const { redirect, pending } = await waiting();
    const answer = await fetch(`${new URL(redirect).origin}//`, { signal: AbortSignal.timeout(500) });
    expect(answer.status).toBe(404);
    const page = fetch(`${redirect}?${QUERY}`);
    expect(await codeOf(pending)).toBe(CODE);
    await page;
  });

  test('is still there after the input has ended', async () => {
    const { pending, redirect, input } = await waiting();
    input.end();
    await once(input, 'end');
    const page = fetch(`${redirect}?${QUERY}`);
    expect(await codeOf(pending)).toBe(CODE);
    await page;
  });

  test.each(['127.0.0.1', 'localhost', '[::1]'])('at %s is for this machine alone', async (host) => {
    const port = new URL(await closedOrigin()).port;
    const { pending, redirect } = await waiting({ origin: `http://${host}:${port}` });
    expect(pending.listening).toBe(true);
    expect((await fetch(new URL('/elsewhere', redirect))).status).toBe(404);
    for (const address of otherAddresses(host)) {
      await expect(fetch(`http://${address}:${port}/`), address).rejects.toThrow();
    }
  });

  test('frees its port in the end', async () => {
    const { redirect, close } = await waiting();
    await close();
    await expect(fetch(redirect)).rejects.toThrow();
  });
});

describe('a paste', () => {
  test.each([`http://127.0.0.1:5000/authorization?${QUERY}`, QUERY, CODE])(
    'of %s wins when it comes first',
    async (text) => {
      const { pending, input } = await waiting();
      input.write(`${text}\n`);
      expect(await codeOf(pending)).toBe(CODE);
    },
  );

  test('of something else is refused with its reason, and the wait goes on', async () => {
    const { pending, input, said } = await waiting();
    input.write('yes\n\n  \n');
    input.write(`${CODE}\r\n`);
    expect(await codeOf(pending)).toBe(CODE);
    expect(said).toEqual(['This is neither an address nor a code.']);
  });
});

describe('a port in use', () => {
  test('leaves the paste', async () => {
    const { pending, input } = await waiting({ origin: await takenPort() });
    expect(pending.listening).toBe(false);
    input.write(`${CODE}\n`);
    expect(await codeOf(pending)).toBe(CODE);
  });

  test('leaves the paste of a pipe, which ends after it', async () => {
    const { pending, input } = await waiting({ origin: await takenPort() });
    input.end(`${CODE}\n`);
    await once(input, 'end');
    expect(await codeOf(pending)).toBe(CODE);
  });

  test('and an input that has ended leave no way: it says what to do', async () => {
    const { pending, input } = await waiting({ origin: await takenPort() });
    input.end();
    const error = await rejectionOf(pending.arrival);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ kind: 'not_connected', exitCode: 3 });
    expectHelpful(error as Failure);
    expect((error as Failure).advice).toContain('STRAVA_REDIRECT_URL');
  });
});

test('an end of the wait that nobody has asked for yet does not end the process', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const controller = new AbortController();
  const { pending } = await waiting({ signal: controller.signal });
  controller.abort(new Stopped());
  // As `bootstrap` does while it opens the browser.
  await setImmediate();
  expect(await rejectionOf(pending.arrival)).toBeInstanceOf(Stopped);
  expect(unhandled).toEqual([]);
});

describe('a stop', () => {
  test.each(['while it waits', 'before it waits'])('%s ends the wait with its reason', async (when) => {
    const controller = new AbortController();
    const reason = new Stopped();
    if (when === 'before it waits') controller.abort(reason);
    const { pending } = await waiting({ signal: controller.signal });
    controller.abort(reason);
    expect(await rejectionOf(pending.arrival)).toBe(reason);
  });

  test('with a port in use is not disturbed by the end of the input', async () => {
    const controller = new AbortController();
    const reason = new Stopped();
    const { pending, input } = await waiting({ origin: await takenPort(), signal: controller.signal });
    const arrival = rejectionOf(pending.arrival);
    controller.abort(reason);
    input.end();
    await once(input, 'end');
    expect(await arrival).toBe(reason);
  });
});
