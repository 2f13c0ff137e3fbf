/**
 * `npm run db:generate -- --name what-changed`: lets drizzle-kit write the migrations that the tables in `src/` need,
 * and makes every new table STRICT and those of what is derived WITHOUT ROWID, which drizzle-kit cannot.
 * `--check` writes nothing and fails when a migration is missing.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { getTableName } from 'drizzle-orm';
import { DERIVATIONS } from '../src/derived/index.ts';
import { derivations } from '../src/derived/table.ts';

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

// Rows that are many and short. The newest activity comes first, as backfill brings them: else each page of such a table
// is split in two halves, of which one is never filled.
const KEYED = [derivations, ...DERIVATIONS.map(({ table }) => table)].map(getTableName);

/** drizzle-kit ends each CREATE TABLE with a line `);` and nothing else with one. */
function finish(path: string): void {
  const text = readFileSync(path, 'utf8');
  const keyed = new RegExp(
    `(CREATE TABLE \`(?:__new_)?(?:${KEYED.join('|')})\` \\([^;]*PRIMARY KEY\\(\`activity_id\`)([^;]*^\\));`,
    'gm',
  );
  writeFileSync(
    path,
    text.replaceAll(keyed, '$1 DESC$2 STRICT, WITHOUT ROWID;').replaceAll(/^\);/gm, ') STRICT;'),
  );
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
    for (const name of sqlFiles(folder)) finish(join(folder, name));
  }
}
