import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Secret } from '../../secret.ts';
import type { Assets } from '../assets.ts';
import { Alone } from '../parts/alone.tsx';
import { createSessions } from './session.ts';

const COOKIE = 'session';
const KNOWN_S = 30 * 86_400;
/** More is no password. */
const LONGEST = 1_000;

function Login({ assets, said }: { assets: Assets; said?: string | undefined }) {
  return (
    <Alone assets={assets}>
      {said === undefined ? null : (
        <p class="banner" role="alert">
          {said}
        </p>
      )}
      <form method="post" action="/login">
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          autofocus
        />
        <button type="submit">Open</button>
      </form>
    </Alone>
  );
}

/** The way in, where the owner has set a password: everything behind it is asked for the password once. */
export function entrance(password: Secret, assets: Assets, now: () => number): Hono {
  const sessions = createSessions(password);
  const login = (c: Context, status: 200 | 401 | 429, said?: string) =>
    c.html(`<!doctype html>${<Login assets={assets} said={said} />}`, status, {
      'cache-control': 'no-store',
    });
  const ask: MiddlewareHandler = async (c, next) => {
    if (sessions.isOpen(getCookie(c, COOKIE), now())) return next();
    if (c.req.path.startsWith('/assets/')) return next();
    return login(c, 401);
  };
  return new Hono()
    .post('/login', async (c) => {
      const { password: tried } = await c.req.parseBody();
      const text = typeof tried === 'string' ? tried.slice(0, LONGEST) : '';
      const opened = await sessions.open(text, now());
      if ('waitSeconds' in opened) {
        c.header('retry-after', String(opened.waitSeconds));
        return login(c, 429, `That was not it, or too soon. Try again in ${opened.waitSeconds} s.`);
      }
      setCookie(c, COOKIE, opened.session, {
        ...{ httpOnly: true, sameSite: 'Strict', path: '/', maxAge: KNOWN_S },
        secure: c.req.header('origin')?.startsWith('https://') === true,
      });
      return c.redirect('/', 303);
    })
    .post('/logout', (c) => {
      sessions.close(getCookie(c, COOKIE));
      deleteCookie(c, COOKIE, { path: '/' });
      return c.redirect('/', 303);
    })
    .use('*', ask);
}
