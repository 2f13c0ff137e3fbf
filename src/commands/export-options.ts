import { extname } from 'node:path';
import { Failure } from '../errors.ts';
import type { Filter } from '../export/choice.ts';
import { listed } from '../words.ts';

/** How an export is asked for on the command line. */
export interface ExportOptions extends Filter {
  format?: string;
  to?: string;
  force?: boolean;
  textIds?: boolean;
  spreadsheet?: boolean;
  oneFile?: boolean;
  for?: string;
  deleted?: boolean;
}

/** The formats of rows and of recordings, with the endings of their files, the usual one first. */
export const ROW_FORMATS = { csv: ['.csv'], json: ['.jsonl', '.ndjson', '.json'], parquet: ['.parquet'] };
export const TRACK_FORMATS = { gpx: ['.gpx'], tcx: ['.tcx'], geojson: ['.geojson'] };

/** The format that is named, or that the ending of the file is of; else the first one. */
export function formatOf<Format extends string>(
  formats: Record<Format, readonly string[]>,
  { format, to = '' }: Pick<ExportOptions, 'format' | 'to'>,
): Format {
  const names = Object.keys(formats) as Format[];
  if (format !== undefined) {
    const known = names.find((name) => name === format.toLowerCase());
    if (known) return known;
    throw new Failure('usage', `There is no format ${format} for that.`, `Formats are ${listed(names)}.`);
  }
  const ending = extname(to).toLowerCase();
  return names.find((name) => formats[name].includes(ending)) ?? (names[0] as Format);
}

const DAY = /^\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?$/;

function checkDay(option: string, text: string | undefined): void {
  if (text === undefined) return;
  const isDay = DAY.test(text) && (text.length < 10 || isInCalendar(text));
  if (isDay) return;
  throw new Failure(
    'usage',
    `${option} ${text} is no day.`,
    'Write 2025-03-01, or 2025-03 or 2025 for all of it.',
  );
}

const isInCalendar = (day: string) => new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false;

/** @throws {Failure} `usage` for an option that would change nothing. */
export function refuse(options: ExportOptions, names: readonly (keyof ExportOptions)[], what: string): void {
  const given = names.find((name) => options[name] !== undefined && options[name] !== false);
  if (given === undefined) return;
  const option = `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new Failure('usage', `${option} has nothing to do with ${what}.`, 'Leave it out.');
}

/** The filter among the options. @throws {Failure} `usage` for a day that is none, or an id. */
export function filterOf({ since, until, sport, gear, id, athlete, where }: ExportOptions): Filter {
  checkDay('--since', since);
  checkDay('--until', until);
  for (const [option, ids] of [
    ['--id', id],
    ['--athlete', athlete],
  ] as const) {
    const odd = ids?.find((each) => !/^[1-9]\d{0,18}$/.test(each));
    if (odd !== undefined)
      throw new Failure(
        'usage',
        `${option} ${odd} is no id.`,
        'An id is the number in its address at Strava.',
      );
  }
  return { since, until, sport, gear, id, athlete, where };
}
