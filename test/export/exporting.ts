import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openArchive } from '../../src/archive/open.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { exportData } from '../../src/commands/export.ts';
import type { ExportOptions } from '../../src/commands/export-options.ts';
import { packageRoot } from '../../src/package.ts';
import type { Db } from '../../src/sqlite/open.ts';
import { tempDir } from '../support/temp-dir.ts';
import { memoryTerminal } from '../support/terminal.ts';

/** Exports from an archive as the command does. */
export function exporterOf(dataDir: string) {
  const terminal = memoryTerminal();
  const controller = new AbortController();
  const context: CommandContext = { environment: { DATA_DIR: dataDir }, terminal, signal: controller.signal };
  const folder = tempDir();
  return {
    ...{ terminal, controller, context, folder, dataDir },
    /** A path in a folder of the test. */
    at: (name: string) => join(folder, name),
    /** @returns what was written to standard output. */
    async run(what: string, options: ExportOptions = {}): Promise<string> {
      terminal.chunks.length = 0;
      terminal.notes.length = 0;
      await exportData(context, what, options);
      return Buffer.concat(terminal.chunks).toString();
    },
  };
}

/** Of each recording, some blocks: more would only take longer. */
const POINTS = 400;

let migrated: Buffer | undefined;

/** The archive of a release, brought up to date and with short recordings: once, since that takes longer than most tests. */
function make(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'athlete-archive-test-'));
  const path = join(folder, 'archive.db');
  try {
    copyFileSync(join(packageRoot, 'test/fixtures/archive-0.4.0.db'), path);
    const { $client } = openArchive(folder);
    $client.exec(`BEGIN;
      DELETE FROM stream_blocks WHERE first_point >= ${POINTS};
      DELETE FROM stream_values WHERE point >= ${POINTS};
      UPDATE activity_streams SET points = min(points, ${POINTS});
      COMMIT`);
    $client.close();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The archive of a release with two years of everything, in which a test may write, and a way to export from it. */
export function releasedArchive() {
  const dataDir = tempDir();
  migrated ??= make();
  writeFileSync(join(dataDir, 'archive.db'), migrated, { mode: 0o600 });
  const archive = openArchive(dataDir);
  onTestFinished(() => void archive.$client.close());
  // A test writes single rows.
  Reflect.deleteProperty(archive.$client, 'prepare');
  return { archive, ...exporterOf(dataDir) };
}

/** The rows of a query as SQLite has them, whole numbers as bigint. */
export const rawRows = (db: Db, sql: string): unknown[][] =>
  db.$client.prepare(sql).raw().safeIntegers().all() as unknown[][];
