/** How many points a row of `stream_blocks` holds at most. */
export const BLOCK = 40;

export type StreamField = (typeof STREAM_FIELDS)[number]['name'];
/** Those whose blocks are straight lines and what differs from them. */
export type SteppedField = Extract<(typeof STREAM_FIELDS)[number], { step: true }>['name'];

/**
 * The columns of `stream_points`. `real`: always a REAL in SQL, else an INTEGER where Strava's values are whole.
 * `step`: the values mostly rise or fall evenly, so that only what differs from a straight line is stored.
 */
export const STREAM_FIELDS = [
  { name: 'time', stream: 'time', real: false, step: true },
  { name: 'distance', stream: 'distance', real: true, step: true },
  { name: 'lat', stream: 'latlng', real: true, step: true },
  { name: 'lng', stream: 'latlng', real: true, step: true },
  { name: 'altitude', stream: 'altitude', real: true, step: false },
  { name: 'velocity_smooth', stream: 'velocity_smooth', real: true, step: false },
  { name: 'heartrate', stream: 'heartrate', real: false, step: false },
  { name: 'cadence', stream: 'cadence', real: false, step: false },
  { name: 'watts', stream: 'watts', real: false, step: false },
  { name: 'temp', stream: 'temp', real: false, step: false },
  { name: 'moving', stream: 'moving', real: false, step: false },
  { name: 'grade_smooth', stream: 'grade_smooth', real: true, step: false },
] as const;

/** A number of Strava's; bigint where a number could not hold its digits. */
export type Exact = number | bigint;
/** The values of one field. */
export type Series = readonly (Exact | null)[];

/** The values of one field in one block: number = (base + step × i + code of character i) / scale. */
export interface Coded {
  /** A character a point, a blank for null; null: all codes are 0; empty: see {@link Block.exact}. */
  readonly codes: string | null;
  /** Null: there is no such stream. */
  readonly base: number | null;
  readonly step: number;
  /** A power of ten. */
  readonly scale: number;
}

export interface Block {
  readonly firstPoint: number;
  readonly points: number;
  readonly fields: Readonly<Record<StreamField, Coded>>;
  /** The values of fields that no code fits, as they are. */
  readonly exact: readonly { field: StreamField; point: number; value: Exact }[];
}

// Printable ASCII from `!`, else printable from U+00A1 up to the surrogates: raw rows never upset a terminal.
const BLANK = ' ';
const BLANK_CODE = 0x20;
const NARROW = { first: 0x21, last: 0x7e };
const WIDE = { first: 0xa1, last: 0xd7ff };
const FINEST = 1e9;
// Sums of base, step × i and code stay exact below 2⁵³.
const LARGEST = 2 ** 51;
const ABSENT: Coded = { codes: null, base: null, step: 0, scale: 1 };
const EXACT: Coded = { ...ABSENT, codes: '' };

// Work space of one block, used anew for each: NaN stands for null. Allocating it each time takes half of the time.
const ints = new Float64Array(BLOCK);
const narrow = Buffer.alloc(BLOCK);
const wide = Buffer.alloc(BLOCK * 2);

/** Fills `ints` with the values times the scale; false when that does not give all of them back exactly. */
function fitsScale(values: Series, from: number, to: number, scale: number): boolean {
  for (let i = from; i < to; i++) {
    const value = values[i] as Exact | null;
    if (value === null) {
      ints[i - from] = Number.NaN;
      continue;
    }
    const int = typeof value === 'number' ? Math.round(value * scale) : Number.NaN;
    if (int / scale !== value || int > LARGEST || int < -LARGEST) return false;
    // -0 becomes 0: Strava writes both, and integers know but one.
    ints[i - from] = int + 0;
  }
  return true;
}

/** The slope from the first to the last of `ints` that is there. */
function slope(points: number): number {
  let from = 0;
  let to = points - 1;
  while (from < to && Number.isNaN(ints[from])) from++;
  while (to > from && Number.isNaN(ints[to])) to--;
  return to > from ? Math.round(((ints[to] ?? 0) - (ints[from] ?? 0)) / (to - from)) : 0;
}

/** The characters of `ints` above `base`, a blank for null. A buffer makes a text many times faster than fromCharCode. */
function characters(points: number, base: number, range: typeof NARROW): string {
  for (let i = 0; i < points; i++) {
    const int = ints[i] as number;
    const code = Number.isNaN(int) ? BLANK_CODE : int - base;
    if (range === NARROW) narrow[i] = code;
    else wide.writeUInt16LE(code, i * 2);
  }
  return range === NARROW ? narrow.toString('latin1', 0, points) : wide.toString('utf16le', 0, points * 2);
}

function encodeField(values: Series, from: number, to: number, withStep: boolean): Coded {
  const points = to - from;
  let scale = 1;
  while (!fitsScale(values, from, to, scale)) {
    if (scale === FINEST) return EXACT;
    scale *= 10;
  }
  const step = withStep ? slope(points) : 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let nulls = 0;
  for (let i = 0; i < points; i++) {
    const int = (ints[i] as number) - step * i;
    ints[i] = int;
    if (int < lowest) lowest = int;
    if (int > highest) highest = int;
    if (Number.isNaN(int)) nulls++;
  }
  if (nulls === points) return { codes: BLANK.repeat(points), base: 0, step: 0, scale: 1 };
  if (lowest === highest && nulls === 0) return { codes: null, base: lowest, step, scale };
  const spread = highest - lowest;
  if (spread > WIDE.last - WIDE.first) return EXACT;
  const range = spread <= NARROW.last - NARROW.first ? NARROW : WIDE;
  const base = lowest - range.first;
  return { codes: characters(points, base, range), base, step, scale };
}

/** Codes the points from `firstPoint` on; a missing field is a stream that the activity does not have. */
function encodeBlock(
  series: Partial<Record<StreamField, Series>>,
  firstPoint: number,
  points: number,
): Block {
  const fields = {} as Record<StreamField, Coded>;
  const exact: { field: StreamField; point: number; value: Exact }[] = [];
  for (const { name, step } of STREAM_FIELDS) {
    const values = series[name];
    const coded = values ? encodeField(values, firstPoint, firstPoint + points, step) : ABSENT;
    fields[name] = coded;
    if (coded.codes !== '') continue;
    values?.slice(firstPoint, firstPoint + points).forEach((value, i) => {
      if (value !== null) exact.push({ field: name, point: firstPoint + i, value: value === 0 ? 0 : value });
    });
  }
  return { firstPoint, points, fields, exact };
}

/** Codes series of equal length. */
export function encodeSeries(series: Partial<Record<StreamField, Series>>, points: number): Block[] {
  const count = Math.ceil(points / BLOCK);
  return Array.from({ length: count }, (_, i) =>
    encodeBlock(series, i * BLOCK, Math.min(BLOCK, points - i * BLOCK)),
  );
}

function decodeField({ codes, base, step, scale }: Coded, i: number): Exact | null {
  if (base === null || codes?.[i] === BLANK) return null;
  return (base + step * i + (codes?.charCodeAt(i) ?? 0)) / scale;
}

/** The values of one field, digit for digit. */
export function decodeSeries(blocks: readonly Block[], field: StreamField): (Exact | null)[] {
  return blocks.flatMap(({ firstPoint, points, fields, exact }) => {
    const values = Array.from({ length: points }, (_, i) => decodeField(fields[field], i));
    for (const { field: of, point, value } of exact) if (of === field) values[point - firstPoint] = value;
    return values;
  });
}
