import { resolve } from 'node:path';
import { Failure } from '../errors.ts';
import { choose } from '../export/choice.ts';
import { partitionsOf } from '../export/dataset.ts';
import { type Outcome, removeOthers, writePartition } from '../export/dataset-folder.ts';
import { counted } from '../words.ts';
import type { Exporting } from './export.ts';
import { filterOf } from './export-options.ts';
import { tellUnfit } from './export-rows.ts';

/** Writes all tables as a data set of Parquet files, only those that changed. @returns the exit code. */
export async function exportDataset(
  { archive, note, options, bar, signal }: Exporting,
  named: string | undefined,
): Promise<number> {
  const to = named ?? options.to;
  if (to === undefined || to === '-')
    throw new Failure('usage', 'A data set is a folder of files.', 'Name one: export dataset <folder>.');
  const folder = resolve(to);
  const partitions = partitionsOf(archive, await choose(archive, filterOf(options), signal));
  const outcomes: Record<Outcome, Set<string>> = { written: new Set(), same: new Set(), empty: new Set() };
  for (const [i, partition] of partitions.entries()) {
    signal.throwIfAborted();
    const { name, path } = partition;
    const show = () => bar.show(() => ({ resource: name, done: i, total: partitions.length, left: '' }));
    show();
    let unfit: ReadonlyMap<string, number> = new Map();
    const onUnfit = (each: typeof unfit) => {
      unfit = each;
    };
    const outcome = await writePartition(folder, partition, { signal, onProgress: show }, onUnfit);
    tellUnfit(note, name, unfit);
    outcomes[outcome].add(path);
  }
  const { written, same } = outcomes;
  const removed = removeOthers(folder, new Set([...written, ...same]));
  if (written.size + same.size === 0) note('Nothing to export: the archive has no rows yet.');
  else
    note(
      `The data set in ${folder} has ${counted(written.size + same.size, 'file')}: ${written.size} new or changed, ${same.size} as before, ${removed} removed.`,
    );
  return 0;
}
