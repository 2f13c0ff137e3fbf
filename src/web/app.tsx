import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { dayInZone } from '../clock.ts';
import { typedHere } from '../package.ts';
import type { Secret } from '../secret.ts';
import type { Reader } from '../sqlite/read.ts';
import { createAsker } from './asking.ts';
import { loadAssets } from './assets.ts';
import type { House, Page, PageContext } from './page.ts';
import { PAGES, PARTS } from './pages/index.ts';
import { Alone } from './parts/alone.tsx';
import { type Frame, Layout } from './parts/layout.tsx';
import { statusLine } from './queries/status-line.ts';
import { readingOf } from './reading.ts';
import { entrance } from './safety/entrance.tsx';
import { guard, safeHeaders } from './safety/guard.ts';
import { chooseTheme, themeOf } from './theme.ts';
import { type Viewer, viewersOf } from './viewer.ts';

/** What the pages are told from outside. */
export interface PagesOptions {
  archive: Reader;
  house: House;
  /** Names by which this machine is called, besides those that nobody else can own. */
  allowedHosts: readonly string[];
  /** What everybody is asked for; undefined for nothing. */
  password: Secret | undefined;
  /** In which the archive's own instants are told. */
  zone: string;
  now(): number;
  /** How long a question may take, in milliseconds; 5 s unless told. */
  questionMs?: number;
}

/** A form of ours is shorter. */
const LONGEST_BODY = 64 * 1_024;
const FOR_EVER = 'public, max-age=31536000, immutable';
const NOTHING = 'There is nothing at this address.\n';

/** The pages over an archive that is only read. */
export function createPages(options: PagesOptions): Hono {
  const { archive, house, allowedHosts, password, zone, now, questionMs } = options;
  const [reading, assets, asker] = [readingOf(archive), loadAssets(), createAsker(house, questionMs)];
  // SQLite counts changes from the opening of a connection on, so that numbers of two processes say nothing of each other.
  const since = randomBytes(6).toString('hex');
  const images = house.tiles === undefined ? [] : [new URL(house.tiles).origin];
  const app = new Hono();
  app.use('*', safeHeaders(images), guard(allowedHosts), bodyLimit({ maxSize: LONGEST_BODY }));
  if (password !== undefined) app.route('/', entrance(password, assets, now));
  app.get('/assets/*', (c) => {
    const asset = assets.at(c.req.path);
    if (!asset) return c.text(NOTHING, 404);
    return c.body(asset.body, 200, { 'content-type': asset.type, 'cache-control': FOR_EVER });
  });

  /** What stands at an address, by who is looked at; undefined where that is nobody. */
  function contextOf(c: Context, viewers: readonly Viewer[]): PageContext | undefined {
    const asked = c.req.param('athlete');
    const viewer = asked === undefined ? viewers[0] : viewers.find(({ id }) => String(id) === asked);
    if (!viewer) return undefined;
    const query = new URL(c.req.url).searchParams;
    return {
      ...{ reading, archive, viewer, house, assets, asker, query, now: now(), zone },
      params: c.req.param(),
      isFromElsewhere: ['cross-site', 'same-site'].includes(c.req.header('sec-fetch-site') ?? ''),
      signal: c.req.raw.signal,
    };
  }

  /** Whether the browser has it already; until something is written, or a day begins, it stays the same. */
  function isKnown(c: Context, { viewer }: PageContext): boolean {
    const mark = [since, reading.version(), dayInZone(now(), zone), viewer.id, themeOf(c) ?? 'system'];
    const tag = `W/"${mark.join('-')}"`;
    c.header('etag', tag);
    c.header('cache-control', 'private, no-cache');
    c.header('vary', 'cookie');
    return c.req.header('if-none-match') === tag;
  }

  async function tell(c: Context, page: Page, at: PageContext, viewers: readonly Viewer[]) {
    const content = await page.content(at);
    const { pathname, search } = new URL(c.req.url);
    const frame: Frame = {
      ...{ viewer: at.viewer, theme: themeOf(c), assets, path: page.path, here: pathname + search },
      others: viewers.filter(({ id }) => id !== at.viewer.id),
      status: statusLine(reading, at.viewer.id, zone),
      islands: page.islands ?? [],
      hasPassword: password !== undefined,
    };
    const isThere = content !== undefined;
    const html = (
      <Layout title={isThere ? page.title(at) : 'Nothing here'} frame={frame}>
        {isThere ? content : <p>The archive has nothing at this address.</p>}
      </Layout>
    );
    return c.html(`<!doctype html>${html}`, isThere ? 200 : 404);
  }

  /** Before the first pass, nobody is there to be looked at; later, an address may be of somebody who is not. */
  function nobody(c: Context, viewers: readonly Viewer[]) {
    if (viewers.length > 0) return c.text(NOTHING, 404);
    const html = (
      <Alone assets={assets}>
        <p>Nobody is archived here yet.</p>
        <p>
          <code>{typedHere('bootstrap')}</code> connects an athlete; the first pass brings them, in some
          seconds. Then load this page anew.
        </p>
      </Alone>
    );
    return c.html(`<!doctype html>${html}`, 404, { 'cache-control': 'no-store' });
  }

  const answer = (page: Page) => async (c: Context) => {
    const viewers = viewersOf(reading);
    const at = contextOf(c, viewers);
    if (!at) return nobody(c, viewers);
    if (page.isFresh) c.header('cache-control', 'private, no-store');
    else if (isKnown(c, at)) return c.body(null, 304);
    return tell(c, page, at, viewers);
  };

  for (const page of PAGES)
    app.get(page.path, answer(page)).get(`/a/:athlete{[0-9]+}${page.path}`, answer(page));

  for (const part of PARTS) {
    const give = async (c: Context) => {
      const viewers = viewersOf(reading);
      const at = contextOf(c, viewers);
      if (!at) return nobody(c, viewers);
      if (part.isFresh) c.header('cache-control', 'private, no-store');
      else if (isKnown(c, at)) return c.body(null, 304);
      const given = await part.answer(at);
      return given ? c.newResponse(given.body, given) : c.text(NOTHING, 404);
    };
    app.get(part.path, give).get(`/a/:athlete{[0-9]+}${part.path}`, give);
  }

  const order = (act: (orders: NonNullable<House['orders']>) => void) => (c: Context) => {
    if (!house.orders) return c.text('No worker serves these pages, so nothing can be asked of it.\n', 409);
    act(house.orders);
    const asked = c.req.param('athlete');
    return c.redirect(asked === undefined ? '/archive' : `/a/${asked}/archive`, 303);
  };
  for (const prefix of ['', '/a/:athlete{[0-9]+}'])
    app
      .post(
        `${prefix}/archive/sync`,
        order((orders) => orders.sync()),
      )
      .post(
        `${prefix}/archive/retry`,
        order((orders) => orders.retry()),
      );
  app.post('/theme', chooseTheme);
  app.notFound((c) => c.text(NOTHING, 404));
  return app;
}
