import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';

let running: Promise<Browser> | undefined;

/** One browser for all tests of a run. */
function browser(): Promise<Browser> {
  const launched = running ?? launchChromium();
  running = launched;
  return launched;
}

export async function closeBrowser(): Promise<void> {
  await (await running)?.close();
  running = undefined;
}

/** A page of the browser, and all that went wrong in it: errors, what the policy has stopped, requests off this machine. */
export async function watchedPage(origin: string, options: BrowserContextOptions = {}) {
  const context = await (await browser()).newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => {
    if (!/^data:/.test(request.url()) && !request.url().startsWith(`${origin}/`))
      troubles.push(`asks ${request.url()}`);
  });
  page.on('requestfailed', (request) => troubles.push(`${request.url()} failed`));
  return { context, page, troubles, go: (path: string) => page.goto(origin + path, { waitUntil: 'load' }) };
}

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
}

/** What axe finds serious or worse, each with the first element that has it. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Not by a script element, which the policy of the pages forbids.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResult>('axe.run({ resultTypes: ["violations"] })');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} (${nodes[0]?.failureSummary.slice(0, 300)})`,
    );
}
