import { type BootstrapOptions, bootstrap } from '../../src/commands/bootstrap.ts';
import { freePort } from '../support/free-port.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { person } from './person.ts';

const RETRY = { tries: 3, minDelayMs: 0, maxDelayMs: 0 };

/** A person who runs `bootstrap`; their browser goes where it is told and keeps the pages it ends on. */
export async function consenting(more: Record<string, string> = {}, timeoutMs = 60_000) {
  const clock = new VirtualClock();
  const port = await freePort();
  const redirectUrl = `http://127.0.0.1:${port}/authorization`;
  const at = await person({ STRAVA_REDIRECT_URL: redirectUrl, ...more }, { clock });
  const pages: Promise<{ status: number; text: string }>[] = [];
  const visit = async (url: string) => {
    const answer = await fetch(url);
    return { status: answer.status, text: await answer.text() };
  };
  const openBrowser = async (url: string) => pages.push(visit(url)) > 0;
  const run = (options: Partial<BootstrapOptions> = {}) =>
    bootstrap(
      at.context,
      { browser: true, force: false, ...options },
      { clock, retry: RETRY, timeoutMs, openBrowser },
    );
  /** The address that the terminal shows. */
  const shown = async () => (await at.terminal.waitFor(/^ {2}http/)).trim();
  /** Where a browser on another machine ends: the address that does not load there. */
  const deadEnd = async () => {
    const answer = await fetch(await shown(), { redirect: 'manual' });
    return answer.headers.get('location') ?? '';
  };
  const type = (line: string) => void at.terminal.input.write(`${line}\n`);
  return { ...at, clock, port, redirectUrl, pages, run, shown, deadEnd, type, visit };
}
