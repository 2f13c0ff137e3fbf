import { afterEach, expect, test, vi } from 'vitest';
import { commandLogger } from '../../src/commands/context.ts';
import { loadConfig } from '../../src/config.ts';
import { Secret } from '../../src/secret.ts';
import { processTerminal } from '../../src/terminal/terminal.ts';

afterEach(() => void vi.restoreAllMocks());

test('what is said to a person goes to standard output, a line each, without secrets', () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const secret = new Secret('beef0123456789beef');
  const { say } = processTerminal();
  say(`the token is ${secret.reveal()}`);
  say();
  expect(write.mock.calls.map(([text]) => text)).toEqual(['the token is [secret]\n', '\n']);
});

test.each([
  ['info', 'error'],
  ['warn', 'warn'],
  ['debug', 'debug'],
  ['error', 'error'],
])('a command with the log level %s logs from %s on', async (level, effective) => {
  const config = loadConfig({ LOG_LEVEL: level, LOG_FORMAT: 'json' }, { app: 'optional' });
  expect((await commandLogger(config)).level).toBe(effective);
});
