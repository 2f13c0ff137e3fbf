import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CommandContext } from '../src/commands/context.ts';
import { Stopped } from '../src/errors.ts';
import { run } from '../src/main.ts';
import { version } from '../src/package.ts';
import type { Simulator } from './simulator/index.ts';
import { connectGrant, testApp } from './support/app.ts';
import { environmentFor, SNAPSHOTS_ONLY, simulate } from './support/simulator.ts';
import { tempDir } from './support/temp-dir.ts';
import { memoryTerminal } from './support/terminal.ts';

const COMMANDS = [
  ...['bootstrap', 'start', 'sync', 'status', 'retry', 'rebuild', 'show', 'verify', 'backup', 'restore'],
  ...['disconnect', 'serve'],
];
const written = { out: '', err: '' };

beforeEach(() => {
  Object.assign(written, { out: '', err: '' });
  const into = (stream: 'out' | 'err') => (chunk: string | Uint8Array) => {
    written[stream] += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(into('out'));
  vi.spyOn(process.stderr, 'write').mockImplementation(into('err'));
});
afterEach(() => void vi.restoreAllMocks());

const contextOf = (
  environment: Record<string, string>,
): CommandContext & ReturnType<typeof memoryTerminal> => {
  const terminal = memoryTerminal();
  return { ...terminal, environment, terminal, signal: new AbortController().signal };
};
/** Where a person can be asked, for whom `start` does not wait. */
function atTerminal(context: ReturnType<typeof contextOf>) {
  context.terminal.interactive = true;
  return context;
}

const nothing = () => contextOf({ DATA_DIR: tempDir(), LOG_LEVEL: 'silent' });

/** A context with a connected athlete. */
async function connected(
  spoil: (simulator: Simulator) => unknown = () => {},
  more: Record<string, string> = {},
) {
  const simulator = await simulate();
  const dataDir = tempDir();
  const { app } = await testApp({ simulator, dataDir });
  connectGrant(app, simulator);
  spoil(simulator);
  return contextOf({
    ...environmentFor(simulator, dataDir),
    ...SNAPSHOTS_ONLY,
    LOG_LEVEL: 'silent',
    ...more,
  });
}

describe('the command line', () => {
  test.each(COMMANDS)('explains %s', async (command) => {
    expect(await run([command, '--help'], nothing())).toBe(0);
    expect(written.out).toContain(`athlete-archive ${command}`);
    expect(written.err).toBe('');
  });

  test('explains itself, with all commands and exit codes', async () => {
    expect(await run(['--help'], nothing())).toBe(0);
    for (const command of COMMANDS) expect(written.out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    for (const code of [0, 1, 2, 3, 4, 5, 6])
      expect(written.out).toMatch(new RegExp(`^ {2}${code}  \\w`, 'm'));
  });

  test('tells its version', async () => {
    expect(await run(['--version'], nothing())).toBe(0);
    expect(written.out).toBe(`${version}\n`);
  });

  test.each([
    ['an unknown command', ['archive']],
    ['an unknown option', ['sync', '--fast']],
    ['an unknown option of the program', ['--fast']],
    ['an argument too many', ['status', 'please']],
    ['an athlete that is no number', ['disconnect', '--athlete', 'me']],
    ['an athlete without a number', ['disconnect', '--athlete']],
    ['a number of requests that is none', ['sync', '--max-requests', 'few']],
    ['half of what is to be shown', ['show', 'activity']],
    ['no command', []],
  ])('ends with 2 for %s', async (_what, argv) => {
    expect(await run(argv, nothing())).toBe(2);
    expect(written.err).not.toBe('');
    expect(written.err).not.toContain('    at ');
  });
});

describe('the exit code', () => {
  test('is 0 when all is well', async () => {
    const context = await connected();
    expect(await run(['sync'], context)).toBe(0);
    expect(await run(['status', '--json'], context)).toBe(0);
    expect(await run(['disconnect', '--delete-data', '--yes'], context)).toBe(0);
    expect(written.err).toBe('');
  });

  test.each(['bootstrap', 'start', 'sync', 'disconnect'])(
    'of %s is 2 without configuration',
    async (command) => {
      expect(await run([command], command === 'start' ? atTerminal(nothing()) : nothing())).toBe(2);
      expect(written.err).toMatch(/^The configuration has 2 faults:\n {2}STRAVA_CLIENT_ID is missing/);
      expect(written.err).toMatch(/\nMend \.env .*\n$/);
    },
  );

  test.each(['start', 'sync', 'disconnect'])('of %s is 3 when nobody is connected', async (command) => {
    const simulator = await simulate();
    const context = contextOf({ ...environmentFor(simulator, tempDir()), LOG_LEVEL: 'silent' });
    expect(await run([command], atTerminal(context))).toBe(3);
    expect(written.err).toContain('onnected');
  });

  test('is 4 for an inactive application', async () => {
    expect(await run(['sync'], await connected((s) => Object.assign(s, { inactive: true })))).toBe(4);
  });

  test.each(['start', 'sync', 'status'])('of %s is 5 when the archive cannot be used', async (command) => {
    const context = await connected();
    writeFileSync(join(context.environment.DATA_DIR ?? '', 'file'), '');
    const environment = { ...context.environment, DATA_DIR: `${context.environment.DATA_DIR}/file/data` };
    expect(await run([command], { ...context, environment })).toBe(5);
    expect(written.err).toMatch(/(archive\.db|worker\.lock) cannot be used: .*DATA_DIR/);
  });

  test('is 6 when Strava does not answer as it should', async () => {
    const spoil = ({ faults }: Simulator) => faults.add({ path: '/api/v3', kind: { status: 404 }, every: 1 });
    expect(await run(['sync'], await connected(spoil))).toBe(6);
  });

  test('is 1 for a mistake of ours, told with its stack and without secrets', async () => {
    const context = await connected();
    const secret = context.environment.STRAVA_CLIENT_SECRET ?? '';
    const say = () => {
      throw new TypeError(`cannot say ${secret}`);
    };
    expect(await run(['sync'], { ...context, terminal: { ...context.terminal, say } })).toBe(1);
    expect(written.err).toMatch(
      /^Unexpected error, please report it: TypeError: cannot say \[secret\]\n {4}at /,
    );
  });

  test('is 0 when it was stopped', async () => {
    const context = await connected();
    const signal = AbortSignal.abort(new Stopped());
    expect(await run(['sync'], { ...context, signal })).toBe(0);
    expect(context.text() + written.err).toMatch(/Stopped on request\.$/m);
  });
});
