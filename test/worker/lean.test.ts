import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../src/package.ts';
import { LEAN_FLAGS, leanArguments } from '../../src/worker/lean.ts';

const started = {
  execPath: '/usr/bin/node',
  argv: ['/usr/bin/node', '/usr/bin/athlete-archive', 'start'],
};

test('npm start gives node the flags that the program gives itself elsewhere', () => {
  const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  expect(scripts.start).toBe(`node ${LEAN_FLAGS.join(' ')} dist/bin/main.js start`);
});

test('a start without the flags is repeated with them, and everything else as it was', () => {
  expect(leanArguments({ ...started, execArgv: ['--inspect'] })).toEqual([
    '/usr/bin/node',
    '--inspect',
    ...LEAN_FLAGS,
    '/usr/bin/athlete-archive',
    'start',
  ]);
});

test('a start with the flags is left alone, so that it is not repeated for ever', () => {
  expect(leanArguments({ ...started, execArgv: [...LEAN_FLAGS] })).toBeUndefined();
});
