import { afterEach, expect, test, vi } from 'vitest';
import { openInBrowser } from '../../src/terminal/browser.ts';

afterEach(() => void vi.unstubAllEnvs());

const HERE = ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME', 'SSH_CONNECTION', 'SSH_TTY'];

test.each([
  ['over ssh, also with a display', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22', DISPLAY: ':0' }],
  ['on a terminal of ssh', { SSH_TTY: '/dev/pts/1', DISPLAY: ':0' }],
])('no browser is opened %s', async (_where, environment) => {
  for (const name of HERE) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  expect(await openInBrowser('http://127.0.0.1:1/')).toBe(false);
});

test.runIf(process.platform === 'linux')('no browser is opened on Linux without a display', async () => {
  for (const name of HERE) vi.stubEnv(name, undefined);
  expect(await openInBrowser('http://127.0.0.1:1/')).toBe(false);
});
