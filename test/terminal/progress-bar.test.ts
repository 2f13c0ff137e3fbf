import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { progressBar } from '../../src/terminal/progress-bar.ts';

/** A screen of the test, or a pipe; `text` is what came out. */
function output({ isTTY }: { isTTY: boolean }) {
  const written: string[] = [];
  const stream = new PassThrough().on('data', (chunk) => void written.push(String(chunk)));
  const terminal = Object.assign(stream, { isTTY, columns: 120, rows: 40 });
  return { stream: terminal as unknown as NodeJS.WriteStream, text: () => written.join('') };
}

const PROGRESS = { resource: 'streams', done: 3, total: 10, left: '7 requests, about 1 min left' };

test('a terminal shows the progress', async () => {
  const { stream, text } = output({ isTTY: true });
  const bar = await progressBar(stream);
  bar.show(() => PROGRESS);
  bar[Symbol.dispose]();
  expect(text()).toContain('3/10 streams 7 requests, about 1 min left');
});

test('a line above the bar stands on a line of its own', async () => {
  const { stream, text } = output({ isTTY: true });
  const bar = await progressBar(stream);
  bar.show(() => PROGRESS);
  bar.tell('Strava could not be reached.');
  bar.show(() => ({ ...PROGRESS, done: 4 }));
  bar[Symbol.dispose]();
  const [, after] = text().split('\r\u001b[K\u001b[?7hStrava could not be reached.\n\u001b[?7l');
  expect(after).toContain('4/10 streams');
});

test('where nobody looks on, the progress is not even found out', async () => {
  const { stream, text } = output({ isTTY: false });
  const bar = await progressBar(stream);
  bar.show(() => {
    throw new Error('The progress was asked for.');
  });
  bar[Symbol.dispose]();
  expect(text()).toBe('');
});
