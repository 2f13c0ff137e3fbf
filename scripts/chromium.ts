import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** Starts the Chromium of this machine, without a window. @throws {Error} that says what to install where there is none. */
export function launchChromium(): Promise<Browser> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  );
  const executablePath = process.env.CHROMIUM ?? found;
  if (executablePath === undefined)
    throw new Error(
      'There is no Chromium: apt-get install chromium-headless-shell, or name one in CHROMIUM.',
    );
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
  return chromium.launch({ executablePath, args });
}
