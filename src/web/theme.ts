import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** Light or dark, where the person does not leave it to the system. */
export type Theme = 'light' | 'dark' | undefined;

const COOKIE = 'theme';
const YEAR_S = 365 * 86_400;
/** Nobody is there: it only makes an address whole. */
const HERE = 'http://here';

const asTheme = (text: unknown): Theme => (text === 'light' || text === 'dark' ? text : undefined);

/** What was chosen in this browser. */
export const themeOf = (c: Context): Theme => asTheme(getCookie(c, COOKIE));

/** An address of ours, whatever was sent. */
function ownAddress(text: unknown): string {
  if (typeof text !== 'string' || !URL.canParse(text, HERE)) return '/';
  const { origin, pathname, search } = new URL(text, HERE);
  return origin === HERE ? pathname.replace(/^\/+/, '/') + search : '/';
}

/** Keeps a choice in this browser, and goes back to where it was made. */
export async function chooseTheme(c: Context): Promise<Response> {
  const { theme, to } = await c.req.parseBody();
  const chosen = asTheme(theme);
  const options = { path: '/', sameSite: 'Lax', httpOnly: true } as const;
  setCookie(c, COOKIE, chosen ?? '', { ...options, maxAge: chosen === undefined ? 0 : YEAR_S });
  return c.redirect(ownAddress(to), 303);
}
