/**
 * Which better-sqlite3 runs, chosen once and here (docs/decisions/0006). Up to version 12 it crashes Node from 24.19 on,
 * and version 13 needs Node-API 10, which Node 20 does not have.
 */
import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { Failure } from '../errors.ts';

type Driver = typeof BetterSqlite3;

const NODE_API_OF_13 = 10;

/** The package for a Node of this Node-API version. */
export const driverFor = (nodeApi: string | undefined): string =>
  Number(nodeApi) >= NODE_API_OF_13 ? 'better-sqlite3' : 'better-sqlite3-12';

const adviceFor = (name: string) =>
  name === driverFor('10')
    ? 'Install athlete-archive again with this Node and the option --ignore-scripts of npm, on a 64-bit system (in a checkout: `npm ci`).'
    : 'Use Node 22.14 or later, which needs no compiler, or install python3, make and g++ and install again.';

/**
 * Loads the driver and opens a database in memory with it, since its native part comes only then.
 * @throws {Failure} `archive` when it is not installed or does not fit this machine.
 */
export function loadDriver(name: string, load: (name: string) => unknown): Driver {
  try {
    const driver = load(name) as Driver;
    new driver(':memory:').close();
    return driver;
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error))
      .replace(/\s+/g, ' ')
      .slice(0, 200);
    const isOfAnotherNode = reason.includes('NODE_MODULE_VERSION');
    throw new Failure(
      'archive',
      `The SQLite driver ${name} cannot be loaded on Node ${process.versions.node}: ${reason}.`,
      isOfAnotherNode
        ? 'It was installed with another Node: install again with this one (in a checkout: `npm ci`).'
        : adviceFor(name),
      { cause: error },
    );
  }
}

/** better-sqlite3: the connections of this program and its errors. */
export const Sqlite = loadDriver(driverFor(process.versions.napi), createRequire(import.meta.url));
