import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { realMs } from '../../scripts/soak/shared-clock.ts';
import { packageRoot } from '../../src/package.ts';
import { tempDir } from '../support/temp-dir.ts';

const START = Date.parse('2026-10-12T07:30:00Z');
const PRELOADED = pathToFileURL(join(packageRoot, 'dist/scripts/soak/compressed-time.js'));

/** Runs a script as the worker of a soak. @returns what it printed as JSON. */
function runAsWorker(script: string): unknown {
  const folder = tempDir();
  const [file, main] = [join(folder, 'clock'), join(folder, 'main.mjs')];
  writeFileSync(file, new Uint8Array(16));
  writeFileSync(main, script);
  const settings = { file, start: String(START), began: String(realMs()), speed: '20' };
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [`--import=${PRELOADED}?${new URLSearchParams(settings)}`, main, 'start'],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

it('the worker of a soak sleeps through days in no time, and none of its timers goes off too early', () => {
  const seen = runAsWorker(`
    import { setTimeout as delay } from 'node:timers/promises';
    const began = Date.now();
    let ticks = 0;
    const ticker = setInterval(() => { ticks += 1; }, 3_600_000);
    const early = [];
    for (const ms of [1, 30_000, 86_400_000]) {
      const before = Date.now();
      await delay(ms);
      if (Date.now() - before < ms) early.push(ms);
    }
    clearInterval(ticker);
    const stopped = await delay(1e9, 0, { signal: AbortSignal.abort() }).catch(({ name }) => name);
    console.log(JSON.stringify({ began: new Date(began).toISOString(), ticks, early, stopped,
      isDate: new Date() instanceof Date, parsed: new Date(0).toISOString() }));
  `);
  expect(seen).toEqual({
    began: expect.stringMatching(/^2026-10-12T07:3/),
    ticks: 24,
    early: [],
    stopped: 'AbortError',
    isDate: true,
    parsed: '1970-01-01T00:00:00.000Z',
  });
});
