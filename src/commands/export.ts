import { readArchive } from '../archive/open.ts';
import { loadConfig } from '../config.ts';
import { Failure } from '../errors.ts';
import { databaseFailure } from '../sqlite/failure.ts';
import { asOfNow, type Reader } from '../sqlite/read.ts';
import { noBar, type ProgressView, progressBar } from '../terminal/progress-bar.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CommandContext, tellArchive } from './context.ts';
import { type ExportOptions, refuse } from './export-options.ts';
import { exportRows } from './export-rows.ts';
import { goesOut } from './export-target.ts';

/** An export under way. */
export interface Exporting {
  /** As it was when the export began, whatever others write meanwhile. */
  archive: Reader;
  terminal: Terminal;
  /** Says something beside the answer, above the bar. */
  note(line: string): void;
  options: ExportOptions;
  bar: ProgressView;
  signal: AbortSignal;
}

async function run(exporting: Exporting, what: string, folder: string | undefined): Promise<number> {
  const { options } = exporting;
  if (what !== 'dataset' && folder !== undefined)
    throw new Failure('usage', `${folder} is one word too many.`, 'Name the place by --to.');
  if (what === 'tracks') {
    refuse(options, ['textIds', 'spreadsheet'], 'tracks');
    return (await import('./export-tracks.ts')).exportTracks(exporting);
  }
  refuse(options, ['oneFile', 'for', 'deleted'], what === 'dataset' ? 'a data set' : 'tables');
  if (what !== 'dataset') return exportRows(exporting, what);
  refuse(options, ['format', 'textIds', 'spreadsheet', 'force'], 'a data set');
  return (await import('./export-dataset.ts')).exportDataset(exporting, folder);
}

/**
 * Writes what was archived in a format of others: rows of a table or view, recordings, or all as a data set. All that it says is
 * beside the answer, which may go to standard output.
 * @returns the exit code. @throws {Failure} for what there is not, and where it cannot be written.
 */
export async function exportData(
  { environment, terminal, signal }: CommandContext,
  what: string,
  options: ExportOptions,
  folder?: string,
): Promise<number> {
  const config = loadConfig(environment, { app: 'optional' });
  tellArchive(terminal.note, config);
  using archive = readArchive(config.dataDir);
  if (!archive) {
    terminal.note('There is no archive yet, so there is nothing to export.');
    return 0;
  }
  using _now = asOfNow(archive);
  // Rows that are printed on a terminal tell by themselves how far it is.
  using bar = terminal.interactive && goesOut(folder ?? options.to) ? noBar : await progressBar();
  const note = (line: string) => (bar.visible ? bar.tell(line) : terminal.note(line));
  try {
    return await run({ archive, terminal, note, options, bar, signal }, what, folder);
  } catch (error) {
    throw databaseFailure(error, archive.$client.name);
  }
}
