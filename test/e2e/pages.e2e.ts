import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterAll, expect, test } from 'vitest';
import { addressesOf, lookedAt } from '../web/looking.ts';
import { closeBrowser, seriousFindings, watchedPage } from './browser.ts';

/** The pages of a small life over real HTTP, for the running test. */
async function served(activities = 16) {
  const life = await lookedAt({ activities });
  const server = createServer(getRequestListener(life.pages.fetch, { overrideGlobalObjects: false }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { ...life, origin, close: () => server.close().closeAllConnections() };
}

afterAll(closeBrowser);

const SIZES = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

test('each page is sound at both sizes, light and dark', async () => {
  const life = await served();
  const found: string[] = [];
  for (const viewport of SIZES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, go, troubles } = await watchedPage(life.origin, { viewport, colorScheme });
      for (const path of addressesOf(life)) {
        expect((await go(path))?.status(), path).toBe(200);
        await page.waitForLoadState('networkidle');
        const overflow = await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        const all = [...troubles.splice(0), ...(await seriousFindings(page))];
        if (Number(overflow) > 0) all.push(`is ${overflow} px too wide`);
        found.push(...all.map((each) => `${path} at ${viewport.width} px, ${colorScheme}: ${each}`));
      }
    }
  }
  expect(found).toEqual([]);
  life.close();
});

test('the keyboard alone goes through the pages', async () => {
  const life = await served();
  const { page, go, troubles } = await watchedPage(life.origin);
  const at = () => new URL(page.url()).pathname;
  await go('/');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('To the content');
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  await page.waitForURL(/\/activities$/);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/activities\/\d+$/);
  await page.keyboard.press('/');
  await page.keyboard.type('script');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/activities\?q=script/);
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
  await go('/');
  for (const [key, path] of [
    ['r', '/records'],
    ['t', '/trends'],
    ['x', '/archive'],
    ['s', '/sql'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.waitForURL((url) => url.pathname === path);
    expect(at()).toBe(path);
  }
  expect(troubles).toEqual([]);
  life.close();
});

test('without scripts every page reads, and links lead on', async () => {
  const life = await served();
  const { page, go, troubles } = await watchedPage(life.origin, { javaScriptEnabled: false });
  for (const path of addressesOf(life)) {
    await go(path);
    expect((await page.locator('main').textContent())?.length, path).toBeGreaterThan(40);
  }
  await go('/');
  await page.getByRole('link', { name: 'Activities', exact: true }).click();
  await page.locator('tbody a').first().click();
  expect(new URL(page.url()).pathname).toMatch(/^\/activities\/\d+$/);
  await page.getByRole('searchbox').fill('script');
  await page.getByRole('searchbox').press('Enter');
  expect(page.url()).toContain('q=script');
  expect(troubles).toEqual([]);
  life.close();
});

test('what others have written runs nowhere', async () => {
  const life = await served();
  const { page, go, troubles } = await watchedPage(life.origin);
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  for (const path of [...addressesOf(life), ...life.named.map((id) => `/activities/${id}`)]) {
    await go(path);
    await page.waitForLoadState('networkidle');
  }
  expect(dialogs).toBe(0);
  expect(troubles).toEqual([]);
  life.close();
});
