import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { BIN_WIDTHS, BINS, HISTOGRAMS, type HistogramKind } from '../views/activity-histograms.ts';
import { type Derivation, type DerivedRow, ofStreams } from './derivation.ts';
import { forEachHeld, HEARTRATE, type Range, SPEED, WATTS } from './held.ts';
import { ofActivity, ofAthlete } from './table.ts';

const seconds = (name: string) => integer(name);

type SecondsColumns = Record<`s${number}`, ReturnType<typeof seconds>>;

const secondsColumns = (): SecondsColumns =>
  Object.fromEntries(Array.from({ length: BINS }, (_, i) => [`s${i}`, seconds(`s${i}`)]));

/** How long each value held, ten bins a row. Read them through the view `activity_histograms` (docs/decisions/0016). */
export const histogramBlocks = sqliteTable(
  'histogram_blocks',
  {
    ...ofActivity(),
    /** `heartrate`, `watts`, `speed`. */
    kind: text('kind').notNull(),
    /** The number of the row's first bin: its least value in widths of a bin. */
    first_bin: integer('first_bin').notNull(),
    /** Seconds in that bin and in the nine after it; NULL for none. */
    ...secondsColumns(),
    ...ofAthlete(),
  },
  (t) => [primaryKey({ columns: [t.activity_id, t.kind, t.first_bin] })],
);

// Strava's speeds have three decimals at most: in whole mm/s, 1.15 is in the bin that it begins.
const speedBin = (value: number) => Math.floor(Math.round(value * 1_000) / (BIN_WIDTHS.speed * 1_000));

function* blocksOf(
  kind: HistogramKind,
  time: Float64Array,
  values: Float64Array,
  range: Range,
): Iterable<DerivedRow> {
  const width = BIN_WIDTHS[kind];
  const binOf = kind === 'speed' ? speedBin : (value: number) => Math.floor(value / width);
  const held = new Float64Array(binOf(range.most) + 1 + BINS);
  forEachHeld(time, values, range, (value, from, to) => {
    const bin = binOf(value);
    held[bin] = (held[bin] as number) + to - from;
  });
  for (let first = 0; first + BINS <= held.length; first += BINS) {
    const block = held.subarray(first, first + BINS);
    if (block.some((sum) => sum > 0)) yield [kind, first, ...Array.from(block, (sum) => sum || null)];
  }
}

/** How long each heart rate, power and speed held. */
export const histograms: Derivation = {
  name: HISTOGRAMS,
  version: 1,
  table: histogramBlocks,
  madeOf(source) {
    const streams = ofStreams(source);
    const { isMeasured, isPaced } = source;
    return (
      streams && [streams, ...(isMeasured ? ['measured watts'] : []), ...(isPaced ? ['pace'] : [])].join(', ')
    );
  },
  *derive({ points, isMeasured, isPaced }) {
    const { time, heartrate, watts, velocity_smooth: speed } = points();
    if (!time) return;
    if (heartrate) yield* blocksOf('heartrate', time, heartrate, HEARTRATE);
    if (watts && isMeasured) yield* blocksOf('watts', time, watts, WATTS);
    if (speed && isPaced) yield* blocksOf('speed', time, speed, SPEED);
  },
};
