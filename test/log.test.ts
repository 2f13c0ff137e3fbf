import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createLogger } from '../src/log.ts';
import { packageRoot } from '../src/package.ts';
import { Secret } from '../src/secret.ts';

const VALUE = 'a1b2c3d4/e5f6+a7b8=c9d0';
const ENCODED = encodeURIComponent(VALUE);

async function jsonLog(level = 'trace') {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { lines, log: await createLogger({ level, format: 'json', destination }) };
}

describe('a log line', () => {
  new Secret(VALUE);

  test.each<[string, Record<string, unknown>, string]>([
    ['the message', {}, `asked with ${VALUE}`],
    ['a field', { token: VALUE }, 'asked'],
    ['a nested object', { a: { b: [{ c: VALUE }] } }, 'asked'],
    ['the name of a field', { [VALUE]: 1 }, 'asked'],
    ['an error', { err: new Error(`bad ${VALUE}`) }, 'asked'],
    ['the cause of an error', { err: new Error('bad', { cause: new Error(VALUE) }) }, 'asked'],
    ['an address', { url: `https://x.example/?code=${ENCODED}` }, `went to ${ENCODED}`],
  ])('holds no secret in %s', async (_where, fields, message) => {
    const { lines, log } = await jsonLog();
    log.warn(fields, message);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('[secret]');
    expect(lines[0]).not.toContain(VALUE);
    expect(lines[0]).not.toContain(ENCODED);
    expect(() => JSON.parse(lines[0] ?? '')).not.toThrow();
  });

  test('holds no secret in pretty form on standard error', () => {
    const file = (name: string) => JSON.stringify(pathToFileURL(join(packageRoot, 'dist/src', name)).href);
    const program = `
      const { createLogger } = await import(${file('log.js')});
      const { Secret } = await import(${file('secret.js')});
      new Secret(${JSON.stringify(VALUE)});
      const log = await createLogger({ level: 'info', format: 'pretty' });
      const err = new Error(${JSON.stringify(`in the stack ${VALUE}`)});
      log.error({ err, deep: { er: [${JSON.stringify(VALUE)}] } }, ${JSON.stringify(`said ${VALUE} ${ENCODED}`)});
    `;
    const { stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/ERROR.*said \[secret\] \[secret\]/);
    expect(stderr).toContain('in the stack [secret]');
    expect(stderr).not.toContain(VALUE);
    expect(stderr).not.toContain(ENCODED);
    expect(stdout).toBe('');
  });

  test('is JSON with the level as a word and the time in UTC', async () => {
    const { lines, log } = await jsonLog();
    log.info({ athlete: 7 }, 'Pass done');
    const line = JSON.parse(lines[0] ?? '');
    expect(line).toMatchObject({ level: 'info', athlete: 7, msg: 'Pass done' });
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(line).not.toHaveProperty('pid');
  });

  test('is written from the level on', async () => {
    const { lines, log } = await jsonLog('warn');
    log.info('quiet');
    log.warn('loud');
    expect(lines).toHaveLength(1);
  });
});
