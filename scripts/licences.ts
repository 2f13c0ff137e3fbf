/**
 * `node dist/scripts/licences.js`: which packages ship with the program, and under what licence, in `docs/licences.md`: those that are
 * installed with it, many of which are in its bundle, too.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../src/package.ts';

interface Lock {
  packages: Record<string, { version: string; license?: string; dev?: boolean; devOptional?: boolean }>;
}

/** The document, of the lock file. */
export function licences(): string {
  const { packages } = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as Lock;
  const rows = Object.entries(packages).flatMap(([path, { version, license, dev, devOptional }]) =>
    path === '' || dev || devOptional
      ? []
      : `| ${path.split('node_modules/').at(-1)} | ${version} | ${license ?? 'not said'} |`,
  );
  return `# Licences

What ships with athlete-archive besides its own code ([MIT](../LICENSE)): packages that are installed with it, most of which are in its
bundle too, where their notices stand. \`node dist/scripts/licences.js\` makes this of the lock file.

| Package | Version | Licence |
|---|---|---|
${[...new Set(rows)].sort().join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(packageRoot, 'docs/licences.md'), licences());
