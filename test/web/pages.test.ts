import { describe, expect, test } from 'vitest';
import type { History } from '../sync/history-world.ts';
import { addressesOf, lookedAt } from './looking.ts';

type Summary = ReturnType<ReturnType<History['truth']>['summaries']>[number];

const linesOf = (html: string) =>
  [...html.matchAll(/<a href="\/activities\/(\d+)"/g)].map(([, id]) => Number(id));

test('a page has its heading, a way past the rest, and nothing inline or from elsewhere', async () => {
  const life = await lookedAt();
  const { htmlOf, all } = life;
  for (const path of [...addressesOf(life), ...all.map(({ id }) => `/activities/${id}`)]) {
    const html = await htmlOf(path);
    expect(html).toMatch(/^<!doctype html>/);
    expect(html).toContain('href="#content"');
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html.replaceAll(/<script type="module" src="\/assets\/[\w.]+"><\/script>/g, '')).not.toMatch(
      /<script/,
    );
    expect(html, path).not.toMatch(/<[^>]*\s(on\w+|style)=|javascript:/);
    const withoutLinks = html.replaceAll(
      /href="https:\/\/www\.strava\.com\/(activities|segments)\/\d+"/g,
      '',
    );
    expect(withoutLinks, path).not.toMatch(/(src|href|action)="(https?:)?\/\//);
  }
});

test('what others have written is text, wherever it stands', async () => {
  const life = await lookedAt();
  const { htmlOf, named, ask } = life;
  const list = await htmlOf('/activities');
  expect(list).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  const query = encodeURIComponent('"><script>alert(1)</script>');
  const parts = [
    'q',
    'sport',
    'gear',
    'km',
    'near',
    'when',
    'sort',
    'after',
    'measure',
    'sql',
    'resource',
    'status',
  ];
  const paths = ['/activities', '/segments', '/trends', '/', '/sql', '/archive/missing'];
  const asked = paths.flatMap((path) => parts.map((part) => `${path}?${part}=${query}`));
  for (const path of [...addressesOf(life), ...named.map((id) => `/activities/${id}`), ...asked]) {
    const html = await (await ask(path)).text();
    expect(html.replaceAll(/<script type="module" src="\/assets\//g, ''), path).not.toMatch(
      /<script|<img src=x|<svg onload/,
    );
  }
});

test('an address that is none is told so, and leads to no file', async () => {
  const { ask } = await lookedAt();
  for (const path of [
    '/nothing',
    '/activities/1',
    '/activities/x',
    '/assets/../credentials.db',
    '/%2e%2e/credentials.db',
    '/assets/%2e%2e%2fcredentials.db',
    '//',
  ]) {
    const answer = await ask(path);
    expect(answer.status, path).toBe(404);
    expect(await answer.text()).not.toContain('credentials');
  }
});

test('a page is sent once until something is written, in the theme that was chosen, with a style that may be kept', async () => {
  const { ask, htmlOf } = await lookedAt();
  const tag = (await ask('/activities')).headers.get('etag') ?? '';
  expect((await ask('/activities', { 'if-none-match': tag })).status).toBe(304);
  expect((await ask('/activities', { 'if-none-match': tag, cookie: 'theme=dark' })).status).toBe(200);
  const theme = async (cookie: string) =>
    /data-theme="(.*?)"/.exec(await (await ask('/', { cookie })).text())?.[1];
  expect(await theme('theme=dark')).toBe('dark');
  expect(await theme('theme="><script>')).toBeUndefined();
  const [, href = ''] = /<link rel="stylesheet" href="(.*?)"/.exec(await htmlOf('/')) ?? [];
  const style = await ask(href);
  expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  expect(style.headers.get('cache-control')).toContain('immutable');
});

describe('the list', () => {
  test('has every activity, the newest first, and says what to do when nothing is as asked', async () => {
    const { htmlOf, all } = await lookedAt();
    const expected = all
      .toSorted((a, b) => b.start_date.localeCompare(a.start_date) || b.id - a.id)
      .map(({ id }) => id);
    expect(linesOf(await htmlOf('/activities'))).toEqual(expected);
    for (const sort of ['distance', 'time', 'climb'])
      expect(linesOf(await htmlOf(`/activities?sort=${sort}`)).toSorted()).toEqual(expected.toSorted());
    expect(await htmlOf('/activities?sport=Quidditch')).toContain('No activity is like that');
  });

  test('filtered has what is like that, and says how much that is', async () => {
    const { htmlOf, all } = await lookedAt();
    const parts: [string, (each: Summary) => unknown][] = [
      ['sport', (each) => each.sport_type],
      ['gear', (each) => each.gear_id],
      ['year', (each) => each.start_date_local.slice(0, 4)],
      ['when', (each) => each.start_date_local.slice(0, 7)],
      ['when', (each) => each.start_date_local.slice(0, 10)],
    ];
    for (const [part, of] of parts) {
      for (const value of new Set(all.map(of))) {
        if (value === null || value === undefined) continue;
        const expected = all.filter((each) => of(each) === value);
        const html = await htmlOf(`/activities?${part}=${encodeURIComponent(String(value))}`);
        expect(linesOf(html).toSorted(), `${part}=${value}`).toEqual(expected.map(({ id }) => id).toSorted());
        expect(html).toContain(`<b class="n">${expected.length}</b>`);
      }
    }
  });
});
