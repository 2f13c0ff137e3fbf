import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure } from '../errors.ts';
import { FILE, type Partition } from './dataset.ts';
import { targetFailure } from './failure.ts';
import { ParquetRows } from './parquet.ts';
import { MADE_OF, standingAt } from './parquet-mark.ts';
import { sendRows, type Waiting } from './rows.ts';
import { PartFile } from './sink.ts';

/** What became of a file. */
export type Outcome = 'written' | 'same' | 'empty';

/** What is written over must be ours. */
function mayReplace(path: string): ReturnType<typeof standingAt> {
  let standing: ReturnType<typeof standingAt>;
  try {
    standing = standingAt(path);
  } catch (error) {
    throw targetFailure(error, path);
  }
  if (standing && !standing.ours)
    throw new Failure(
      'usage',
      `${path} is there already, and is of another program.`,
      'Name another folder.',
    );
  return standing;
}

/**
 * Writes a file of a data set, unless it is there already and made of the same.
 * @param onUnfit hears of values that its columns cannot hold.
 * @throws {Failure} that it cannot be written, or that something else is there.
 */
export async function writePartition(
  folder: string,
  { path, columns, rows, of }: Partition,
  waiting: Waiting,
  onUnfit: (unfit: ReadonlyMap<string, number>) => void,
): Promise<Outcome> {
  const place = join(folder, path);
  const standing = mayReplace(place);
  if (of !== undefined && standing?.of === of) return 'same';
  let file: PartFile | undefined;
  try {
    const open = () => {
      file = new PartFile(place);
      const written = new ParquetRows(file, columns(), of === undefined ? {} : { [MADE_OF]: of });
      onUnfit(written.unfit);
      return written;
    };
    await sendRows(rows(), open, waiting);
    if (!file) return 'empty';
    return file.finish() ? 'written' : 'same';
  } finally {
    file?.[Symbol.dispose]();
  }
}

/** The names of the folders in a folder. */
const foldersIn = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((each) => each.isDirectory())
        .map(({ name }) => name)
    : [];

/** Removes a file, and the folders on the way to it that are empty then. */
function remove(folder: string, path: string): void {
  rmSync(join(folder, path));
  for (let above = dirname(path); above !== '.'; above = dirname(above)) {
    if (readdirSync(join(folder, above)).length > 0) break;
    rmdirSync(join(folder, above));
  }
}

/**
 * Removes the files of an earlier data set that have no rows any more.
 * @returns how many. @throws {Failure} that they cannot be.
 */
export function removeOthers(folder: string, kept: ReadonlySet<string>): number {
  try {
    const folders = foldersIn(folder).flatMap((name) => [
      name,
      ...foldersIn(join(folder, name)).map((part) => `${name}/${part}`),
    ]);
    const gone = folders
      .map((name) => `${name}/${FILE}`)
      .filter((path) => !kept.has(path) && standingAt(join(folder, path))?.ours);
    for (const path of gone) remove(folder, path);
    return gone.length;
  } catch (error) {
    throw targetFailure(error, folder);
  }
}
