import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/secret.ts';
import { createSessions } from '../../../src/web/safety/session.ts';
import { lookedAt } from '../looking.ts';

const PASSWORD = 'correct horse battery';
const DAY_MS = 86_400_000;

describe('a password', () => {
  test('opens for thirty days after the browser was last seen', async () => {
    const sessions = createSessions(new Secret(PASSWORD));
    const opened = await sessions.open(PASSWORD, 0);
    const { session } = opened as { session: string };
    expect(session).toMatch(/^[\w-]{43}$/);
    expect(sessions.isOpen(session, 29 * DAY_MS)).toBe(true);
    expect(sessions.isOpen(session, 58 * DAY_MS)).toBe(true);
    expect(sessions.isOpen(session, 89 * DAY_MS)).toBe(false);
    expect(sessions.isOpen(session, 58 * DAY_MS)).toBe(false);
    expect(sessions.isOpen(undefined, 0)).toBe(false);
    expect(sessions.isOpen('', 0)).toBe(false);
  });

  test('that is guessed makes everybody wait, twice as long each time, up to a minute', async () => {
    const sessions = createSessions(new Secret(PASSWORD));
    let now = 0;
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries++) {
      const { waitSeconds } = (await sessions.open(`guess ${tries}`, now)) as { waitSeconds: number };
      waits.push(waitSeconds);
      // Until then not even the right one is compared.
      expect(await sessions.open(PASSWORD, now + waitSeconds * 1_000 - 1)).toEqual({ waitSeconds: 1 });
      now += waitSeconds * 1_000;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(await sessions.open(PASSWORD, now)).toHaveProperty('session');
    expect(await sessions.open('wrong', now)).toEqual({ waitSeconds: 1 });
  });

  test('that is guessed many times at once is compared once', async () => {
    const sessions = createSessions(new Secret(PASSWORD));
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, i) => sessions.open(i === 7 ? PASSWORD : 'wrong', 0)),
    );
    expect(tries.filter((each) => 'session' in each)).toEqual([]);
  });

  test('keeps so many browsers, and forgets the one that was seen longest ago', async () => {
    const sessions = createSessions(new Secret(PASSWORD), 3);
    const all: string[] = [];
    for (let i = 0; i < 4; i++) all.push(((await sessions.open(PASSWORD, i)) as { session: string }).session);
    expect(all.map((session) => sessions.isOpen(session, 200))).toEqual([false, true, true, true]);
  });
});

describe('pages with a password', () => {
  const secret = new Secret(PASSWORD);
  const form = (password: string, more: Record<string, string> = {}) => ({
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      ...more,
    },
    init: { method: 'POST', body: new URLSearchParams({ password }).toString() },
  });

  test('tell nothing before it, not even what there is', async () => {
    const { ask } = await lookedAt({ activities: 6, password: secret });
    for (const path of [
      '/',
      '/activities',
      '/activities/1',
      '/nothing',
      '/sql.csv?sql=SELECT+1',
      '/archive',
    ]) {
      const answer = await ask(path);
      expect(answer.status, path).toBe(401);
      const html = await answer.text();
      expect(html).toContain('<form method="post" action="/login">');
      expect(html).not.toMatch(/Jördis|activities/);
    }
    const posted = await ask('/archive/sync', { 'sec-fetch-site': 'same-origin' }, { method: 'POST' });
    expect(posted.status).toBe(401);
  });

  test('open with it, and close again', async () => {
    const { ask } = await lookedAt({ activities: 6, password: secret });
    const right = form(PASSWORD);
    const opened = await ask('/login', right.headers, right.init);
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/']);
    const [cookie = ''] = opened.headers.getSetCookie();
    expect(cookie).toMatch(/^session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/);
    const [pair = ''] = cookie.split(';');
    expect((await ask('/activities', { cookie: pair })).status).toBe(200);
    expect((await ask('/activities', { cookie: `${pair}x` })).status).toBe(401);
    await ask('/logout', { ...right.headers, cookie: pair }, { method: 'POST' });
    expect((await ask('/activities', { cookie: pair })).status).toBe(401);
  });

  test('say how long to wait after a wrong one, and mark the cookie of TLS', async () => {
    const { ask, clock } = await lookedAt({ activities: 6, password: secret });
    const wrong = form('wrong');
    const refused = await ask('/login', wrong.headers, wrong.init);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    clock.advance(1_000);
    const right = form(PASSWORD, { origin: 'https://strava.example.org' });
    const opened = await ask('/login', right.headers, right.init);
    expect(opened.headers.getSetCookie()[0]).toContain('; Secure');
    const foreign = form(PASSWORD, { 'sec-fetch-site': 'cross-site' });
    expect((await ask('/login', foreign.headers, foreign.init)).status).toBe(403);
  });
});
