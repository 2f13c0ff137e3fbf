import { readArchive } from '../archive/open.ts';
import { loadConfig } from '../config.ts';
import { databaseFailure } from '../sqlite/failure.ts';
import { asOfNow, type Reader } from '../sqlite/read.ts';
import { type ProgressView, progressBar } from '../terminal/progress-bar.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CommandContext, tellArchive } from './context.ts';
import type { ExportOptions } from './export-options.ts';
import { exportRows } from './export-rows.ts';

/** An export under way. */
export interface Exporting {
  /** As it was when the export began, whatever others write meanwhile. */
  archive: Reader;
  terminal: Terminal;
  options: ExportOptions;
  bar: ProgressView;
  signal: AbortSignal;
}

const run = (exporting: Exporting, what: string): Promise<number> => exportRows(exporting, what);

/**
 * Writes what was archived in a format of others: rows of a table or view. All that it says is
 * beside the answer, which may go to standard output.
 * @returns the exit code. @throws {Failure} for what there is not, and where it cannot be written.
 */
export async function exportData(
  { environment, terminal, signal }: CommandContext,
  what: string,
  options: ExportOptions,
): Promise<number> {
  const config = loadConfig(environment, { app: 'optional' });
  tellArchive(terminal.note, config);
  using archive = readArchive(config.dataDir);
  if (!archive) {
    terminal.note('There is no archive yet, so there is nothing to export.');
    return 0;
  }
  using _now = asOfNow(archive);
  using bar = await progressBar();
  try {
    return await run({ archive, terminal, options, bar, signal }, what);
  } catch (error) {
    throw databaseFailure(error, archive.$client.name);
  }
}
