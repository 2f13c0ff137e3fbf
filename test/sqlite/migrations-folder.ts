import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { packageRoot } from '../../src/package.ts';

/**
 * Writes a folder as drizzle-kit would, a migration for each text; more may be added by a later call.
 * @returns its name as seen from `migrations/`, which is what `openDatabase` wants.
 */
export function writeMigrations(folder: string, migrations: string[]): string {
  mkdirSync(join(folder, 'meta'), { recursive: true });
  const entries = migrations.map((sql, idx) => {
    const tag = `${String(idx).padStart(4, '0')}_step`;
    writeFileSync(join(folder, `${tag}.sql`), sql);
    return { idx, version: '6', when: 1_000 * (idx + 1), tag, breakpoints: true };
  });
  const journal = JSON.stringify({ version: '7', dialect: 'sqlite', entries });
  writeFileSync(join(folder, 'meta/_journal.json'), journal);
  return relative(join(packageRoot, 'migrations'), folder);
}
