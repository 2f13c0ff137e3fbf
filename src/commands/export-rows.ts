import { Failure } from '../errors.ts';
import { type Condition, choose, chosenRows, rowsOfAthletes } from '../export/choice.ts';
import { type Relation, relationOf } from '../export/relation.ts';
import { countRows, type Rows, rowsOf, sendRows, writeText } from '../export/rows.ts';
import type { Sink } from '../export/sink.ts';
import { csvRows, jsonRows } from '../export/text-rows.ts';
import { counted } from '../words.ts';
import type { Exporting } from './export.ts';
import { filterOf, formatOf, ROW_FORMATS } from './export-options.ts';
import { goesOut, targetOf } from './export-target.ts';

/** Says of which values a file has NULL since it could not hold them. */
export function tellUnfit(
  note: (line: string) => void,
  name: string,
  unfit: ReadonlyMap<string, number>,
): void {
  for (const [column, count] of unfit)
    note(
      `${name}.${column}: ${counted(count, 'value')} that Parquet's numbers cannot hold exactly, and so left out. CSV and JSON have them.`,
    );
}

/** Exports the rows of a table or view. @returns the exit code. */
export async function exportRows(exporting: Exporting, name: string): Promise<number> {
  const { archive, terminal, note, options, bar, signal } = exporting;
  const format = formatOf(ROW_FORMATS, options);
  if (
    format === 'parquet' &&
    (options.to === undefined || (goesOut(options.to) && terminal.width !== undefined))
  )
    throw new Failure(
      'usage',
      'Parquet is nothing to read on a terminal.',
      'Name a file by --to, or - for a pipe.',
    );
  const relation = relationOf(archive, name);
  const where = await chosen(exporting, relation);
  using target = targetOf(terminal, options);
  let unfit: ReadonlyMap<string, number> = new Map();
  const parquet = format === 'parquet' ? await parquetFor(exporting, relation) : undefined;
  const open = (): Rows => {
    const sink = target.open();
    if (!parquet) return writeText(sink, format === 'json' ? jsonRows(relation) : csvRows(relation, options));
    const rows = parquet(sink);
    unfit = rows.unfit;
    return rows;
  };
  const total = bar.visible ? countRows(archive, relation, where) : 0;
  const onProgress = (done: number) => bar.show(() => ({ resource: relation.name, done, total, left: '' }));
  const count = await sendRows(rowsOf(archive, relation, where), open, { signal, onProgress });
  if (count === 0) {
    note(`Nothing to export: no row of ${relation.name} is chosen, so no file was made.`);
    return 0;
  }
  const place = target.finish();
  tellUnfit(note, relation.name, unfit);
  note(`Exported ${counted(count, 'row')} of ${relation.name} ${place}.`);
  return 0;
}

/** A way to write rows as Parquet; loaded only then. */
async function parquetFor({ archive }: Exporting, relation: Relation) {
  const { ParquetRows } = await import('../export/parquet.ts');
  const { parquetColumns } = await import('../export/parquet-kinds.ts');
  const columns = parquetColumns(archive, relation);
  return (sink: Sink) => new ParquetRows(sink, columns);
}

/** The rows that were chosen. @throws {Failure} `usage` where they cannot be chosen by what was asked for. */
async function chosen({ archive, options, signal }: Exporting, relation: Relation): Promise<Condition> {
  const choice = await choose(archive, filterOf(options), signal);
  const own = choice.byAthleteOnly ? rowsOfAthletes(relation, choice) : undefined;
  const found = chosenRows(relation, choice) ?? own;
  if (found) return found;
  throw new Failure(
    'usage',
    `The rows of ${relation.name} belong to no activity, so they cannot be chosen by what activities are like.`,
    'Leave the filter out.',
  );
}
