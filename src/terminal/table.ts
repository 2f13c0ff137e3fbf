/** Rows as a table, whose columns are as wide as the first rows need. */
import { styleText } from 'node:util';
import measure from 'fast-string-truncated-width';
import { plain } from './plain.ts';

/** A cell: numbers stand on the right. */
export interface Cell {
  text: string;
  isNumber?: boolean;
  /** It says that there is nothing. */
  isNothing?: boolean;
}

/** Where a table is shown. */
export interface TableOptions {
  /** Columns of the terminal; undefined where lines may have any length. */
  width: number | undefined;
  /** Whether it may have styles. */
  styled: boolean;
}

const GAP = '  ';
const ELLIPSIS = '…';
// Of a column that must be cut at least so much is left.
const LEAST = 6;

const widthOf = (text: string) => measure(text).width;

/** What fits, with an ellipsis where something is missing. */
function cut(text: string, width: number): string {
  const { index, ellipsed } = measure(text, { limit: width, ellipsis: ELLIPSIS });
  return ellipsed ? text.slice(0, index) + ELLIPSIS : text;
}

/** Takes from the widest of those that may be cut until all fit. */
function fitted(wanted: number[], mayCut: boolean[], room: number): number[] {
  const widths = [...wanted];
  let excess = widths.reduce((sum, each) => sum + each, 0) - room;
  while (excess > 0) {
    const cuttable = widths.map((width, i) => (mayCut[i] && width > LEAST ? width : 0));
    const widest = Math.max(...cuttable);
    if (widest === 0) break;
    widths[cuttable.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return widths;
}

/** A table that is told row by row. */
export interface Table {
  /** The lines above the rows. */
  head: string[];
  row(cells: readonly Cell[]): string;
}

const clean = (cell: Cell): Cell => ({ ...cell, text: plain(cell.text) });

/**
 * Makes the columns for these rows, and for those that follow.
 * @returns undefined where there are more columns than fit the terminal: each row is better shown as a record.
 */
export function tableOf(
  names: readonly string[],
  first: readonly (readonly Cell[])[],
  { width, styled }: TableOptions,
): Table | undefined {
  const titles = names.map(plain);
  const columns = titles.map((title, i) =>
    first.map((row) => clean(row[i] ?? { text: '' })).concat({ text: title }),
  );
  const isNumeric = columns.map((cells) => cells.some((cell) => cell.isNumber));
  const wanted = columns.map((cells) => Math.max(1, ...cells.map(({ text }) => widthOf(text))));
  const room = (width ?? Number.POSITIVE_INFINITY) - GAP.length * (names.length - 1);
  const widths = fitted(
    wanted,
    isNumeric.map((numeric) => !numeric),
    room,
  );
  if (widths.reduce((sum, each) => sum + each, 0) > room) return undefined;
  const style = (kind: 'bold' | 'dim', text: string) => (styled ? styleText(kind, text) : text);
  const padded = ({ text, isNothing }: Cell, i: number, isTitle = false) => {
    const shown = width === undefined ? text : cut(text, widths[i] ?? 0);
    const blanks = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(shown)));
    const told = isTitle ? style('bold', shown) : isNothing ? style('dim', shown) : shown;
    return isNumeric[i] ? blanks + told : told + blanks;
  };
  const line = (cells: readonly Cell[], isTitle: boolean) =>
    cells
      .map((cell, i) => padded(cell, i, isTitle))
      .join(GAP)
      .trimEnd();
  const rule = widths.map((each) => '-'.repeat(each)).join(GAP);
  return {
    head: [
      line(
        titles.map((text) => ({ text })),
        true,
      ),
      rule,
    ],
    row: (cells) => line(cells.map(clean), false),
  };
}

/** A row of more columns than fit, a line each. */
export function recordOf(
  names: readonly string[],
  cells: readonly Cell[],
  { width, styled }: TableOptions,
): string[] {
  const titles = names.map(plain);
  const widest = Math.max(...titles.map(widthOf));
  return cells.map((cell, i) => {
    const title = titles[i] ?? '';
    const left = ' '.repeat(widest - widthOf(title)) + title;
    const room = width === undefined ? undefined : Math.max(LEAST, width - widest - GAP.length);
    const { text } = clean(cell);
    const shown = room === undefined ? text : cut(text, room);
    return `${styled ? styleText('bold', left) : left}${GAP}${styled && cell.isNothing ? styleText('dim', shown) : shown}`;
  });
}
