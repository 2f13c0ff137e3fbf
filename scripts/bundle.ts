/**
 * Puts together what ships (docs/decisions/0012): the program and what every command loads of its dependencies, in few
 * files, each with a source map. `dist/bin/main.js` is the program.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { packageRoot } from '../src/package.ts';

const FOLDER = join(packageRoot, 'dist/bin');

/** Loaded from `node_modules`: what is used in a terminal only, and the drivers, which have native parts. */
const OUTSIDE = [
  ...['@clack/prompts', 'cli-progress', 'cronstrue', 'open', 'pino-pretty'],
  ...['better-sqlite3', 'better-sqlite3-12', 'lossless-json'],
];

// What CommonJS packages call inside of an ES module.
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

const OPTIONS: BuildOptions = {
  absWorkingDir: packageRoot,
  outdir: FOLDER,
  external: OUTSIDE,
  banner: { js: REQUIRE },
  ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20.19' },
  // As modules, of which what nobody uses can be left out.
  mainFields: ['module', 'main'],
  ...{ sourcemap: 'linked', sourcesContent: false },
  ...{ legalComments: 'inline', logLevel: 'warning' },
};

/** What runs in the process of a question; not split, so that the program is cut as without it. */
const ASKED = { 'ask-child': 'src/ask/child.ts', 'ask-watch-parent': 'src/ask/watch-parent.ts' };

const ISLANDS = join(packageRoot, 'src/web/islands');

/** What pages load: their style, and scripts for what moves, each with the style that it brings. */
const assets = (): BuildOptions => ({
  absWorkingDir: packageRoot,
  outdir: join(FOLDER, 'assets'),
  entryPoints: [
    ...readdirSync(ISLANDS)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(ISLANDS, name)),
    'src/web/assets/style.css',
  ],
  entryNames: '[name]',
  // The few pictures of a style stand in it.
  loader: { '.png': 'dataurl', '.svg': 'dataurl' },
  ...{ bundle: true, minify: true, format: 'esm', platform: 'browser', target: 'es2022' },
  ...{ legalComments: 'inline', logLevel: 'warning' },
});

/** Writes `dist/bin`, which needs nothing else of `dist`. */
export async function bundle(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  await build({ ...OPTIONS, splitting: true, entryPoints: ['src/main.ts'] });
  await build({ ...OPTIONS, entryPoints: ASKED });
  await build(assets());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
