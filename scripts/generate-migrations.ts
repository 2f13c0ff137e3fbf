/**
 * `npm run db:generate -- --name what-changed`: lets drizzle-kit write the migrations that the tables in `src/` need,
 * and makes every new table STRICT, which drizzle-kit cannot.
 * `--check` writes nothing and fails when a migration is missing.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';

const DATABASES = ['archive', 'credentials'];

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, name: { type: 'string', default: 'change' } },
});

function generate(database: string, folder: string): void {
  const { status, stdout, stderr } = spawnSync('npx', ['drizzle-kit', 'generate', '--name', values.name], {
    env: { ...process.env, DATABASE: database, MIGRATIONS: folder },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`drizzle-kit failed for ${database}:\n${stdout}${stderr}`);
}

const sqlFiles = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.sql'));

/** drizzle-kit ends each CREATE TABLE with a line `);` and nothing else with one. */
function makeStrict(path: string): void {
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replaceAll(/^\);/gm, ') STRICT;'));
}

function isComplete(database: string): boolean {
  // drizzle-kit takes only a path below the working directory.
  const folder = mkdtempSync('dist/migrations-');
  try {
    cpSync('migrations', folder, { recursive: true });
    generate(database, `./${relative('.', folder)}`);
    return sqlFiles(join(folder, database)).length === sqlFiles(join('migrations', database)).length;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (values.check) {
  const missing = DATABASES.filter((database) => !isComplete(database));
  if (missing.length > 0) {
    console.error(`The tables of ${missing.join(' and ')} changed without a migration: npm run db:generate`);
    process.exitCode = 1;
  }
} else {
  for (const database of DATABASES) {
    generate(database, './migrations');
    const folder = join('migrations', database);
    for (const name of sqlFiles(folder)) makeStrict(join(folder, name));
  }
}
