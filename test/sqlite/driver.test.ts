import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { driverFor, loadDriver, Sqlite } from '../../src/sqlite/driver.ts';
import { expectHelpful } from '../http/faults.ts';

const load = createRequire(import.meta.url);

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    return error as Failure;
  }
  throw new Error('It was expected to fail.');
}

describe('the driver', () => {
  test.each([
    ['9', 'better-sqlite3-12'],
    ['10', 'better-sqlite3'],
    ['11', 'better-sqlite3'],
    [undefined, 'better-sqlite3-12'],
  ])('for Node-API %s is %s', (nodeApi, name) => expect(driverFor(nodeApi)).toBe(name));

  test('is the one of this Node', () => {
    const { version } = load(`${driverFor(process.versions.napi)}/package.json`) as { version: string };
    expect(version.split('.')[0]).toBe(Number(process.versions.napi) >= 10 ? '13' : '12');
    expect(new Sqlite(':memory:').prepare('SELECT 1').pluck().get()).toBe(1);
  });

  test.each([
    ['better-sqlite3', 'the option --ignore-scripts of npm'],
    ['better-sqlite3-12', 'Use Node 22.14 or later'],
  ])('%s that is not installed is a sentence', (name, advice) => {
    const failure = failureOf(() => loadDriver(name, () => load(`${name}-that-is-not-there`)));
    expect(failure).toMatchObject({ kind: 'archive', exitCode: 5 });
    expect(failure.message).toMatch(`The SQLite driver ${name} cannot be loaded on Node `);
    expect(failure.advice).toContain(advice);
    expectHelpful(failure);
  });

  test('that was installed with another Node is told from one that is missing', () => {
    const ofAnotherNode = class {
      constructor() {
        throw new Error(
          "The module 'x.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 127.",
        );
      }
    };
    const failure = failureOf(() => loadDriver('better-sqlite3-12', () => ofAnotherNode));
    expect(failure.message).toContain('was compiled against a different Node.js version');
    expect(failure.advice).toBe(
      'It was installed with another Node: install again with this one (in a checkout: `npm ci`).',
    );
    expectHelpful(failure);
  });

  test('whose native part is missing is a sentence too', () => {
    const withoutNative = class {
      constructor() {
        throw new Error('Could not locate the bindings file. Tried:\n → /a\n → /b');
      }
    };
    const { message } = failureOf(() => loadDriver('better-sqlite3-12', () => withoutNative));
    expect(message).toMatch(/Could not locate the bindings file/);
    expect(message).not.toContain('\n');
  });
});
