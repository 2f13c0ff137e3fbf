import { asc, desc, eq, sql } from 'drizzle-orm';
import type { Db } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { eraser, listWriter, query, rowWriter } from '../sqlite/statements.ts';
import { decodeStreams, type EncodedStreams, type StreamsAnswer } from './answer.ts';
import { type Block, decodeSeries, type Exact, STREAM_FIELDS, type StreamField } from './codec.ts';
import { activityStreams, streamBlocks, streamValues } from './tables.ts';

/** Whose streams they are, and when Strava said so. */
export interface StreamsOf {
  activityId: number;
  athleteId: number;
  fetchedAt: string;
}

const WHOLE: ReadonlySet<StreamField> = new Set(
  STREAM_FIELDS.filter(({ real }) => !real).map(({ name }) => name),
);
const LARGEST = 2n ** 63n - 1n;

/** Whole numbers of whole fields as bigint, which is bound as an INTEGER; all else as a REAL. */
function toSql(field: StreamField, value: Exact): number | bigint | string {
  if (typeof value === 'bigint') return value > LARGEST || value < -LARGEST ? String(value) : value;
  return WHOLE.has(field) && Number.isSafeInteger(value) ? BigInt(value) : value;
}

type BlockRow = typeof streamBlocks.$inferSelect;

// A list, not an object: each hour recorded has ninety of them with 43 values each.
function toRow(activityId: number, { firstPoint, points, fields }: Block): unknown[] {
  const row: unknown[] = [activityId, firstPoint, points];
  for (const { name, real, step } of STREAM_FIELDS) {
    const coded = fields[name];
    row.push(coded.codes, coded.base);
    if (step) row.push(coded.step);
    // A whole divisor would make SQLite divide whole numbers, and drop the decimals.
    row.push(coded.scale === 1 && !real ? 1n : coded.scale);
  }
  return row;
}

const erasers = [streamValues, streamBlocks, activityStreams].map(({ activityId }) => eraser(activityId));

/** Removes the streams of an activity. */
export function deleteStreams(db: Db, activityId: number): void {
  for (const erase of erasers) erase(db).run({ of: activityId });
}

const writeHeader = rowWriter(activityStreams);
const writeBlocks = listWriter(streamBlocks);
const writeValue = rowWriter(streamValues);

/** Stores the streams of an activity in place of those it had. */
export function writeStreams(db: Db, of: StreamsOf, { header, blocks }: EncodedStreams): void {
  const { activityId } = of;
  deleteStreams(db, activityId);
  writeHeader(db, { ...of, ...header, types: header.types.join(' ') });
  writeBlocks(
    db,
    blocks.map((block) => toRow(activityId, block)),
  );
  for (const { field, point, value } of blocks.flatMap(({ exact }) => exact)) {
    writeValue(db, { activityId, field, point, value: toSql(field, value) });
  }
}

function fromRow(row: BlockRow, exact: Block['exact']): Block {
  const fields = STREAM_FIELDS.map(({ name, step }) => [
    name,
    {
      codes: row[name],
      base: row[`${name}_base`],
      step: step ? (row[`${name}_step`] ?? 0) : 0,
      scale: Number(row[`${name}_scale`]),
    },
  ]);
  const { firstPoint, points } = row;
  return {
    firstPoint,
    points,
    fields: Object.fromEntries(fields),
    exact: exact.filter(({ point }) => point >= firstPoint && point < firstPoint + points),
  };
}

function readExact(db: Reader, activityId: number): Block['exact'] {
  const { field, point, value } = streamValues;
  const digits = sql<
    number | string
  >`CASE typeof(${value}) WHEN 'integer' THEN CAST(${value} AS TEXT) ELSE ${value} END`;
  const rows = db
    .select({ field, point, value: digits })
    .from(streamValues)
    .where(eq(streamValues.activityId, activityId))
    .all();
  return rows.map((row) => ({
    field: row.field as StreamField,
    point: row.point,
    value: typeof row.value === 'number' ? row.value : fromDigits(row.value),
  }));
}

function fromDigits(digits: string): Exact {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}

const selectHeader = query((db) =>
  db
    .select()
    .from(activityStreams)
    .where(eq(activityStreams.activityId, sql.placeholder('activityId'))),
);

/** When Strava gave the streams of an activity (UTC instant); undefined when it has none. */
export function streamsSince(db: Db, activityId: number): string | undefined {
  return selectHeader(db).get({ activityId })?.fetchedAt;
}

/** What Strava answered, number by number, and when (UTC instant); undefined when the activity has no streams. */
export function findStreams(
  db: Reader,
  activityId: number,
): { answer: StreamsAnswer; fetchedAt: string } | undefined {
  const header = db.select().from(activityStreams).where(eq(activityStreams.activityId, activityId)).get();
  if (!header) return undefined;
  const exact = readExact(db, activityId);
  const rows = db
    .select()
    .from(streamBlocks)
    .where(eq(streamBlocks.activityId, activityId))
    .orderBy(asc(streamBlocks.firstPoint))
    .all();
  const types = header.types === '' ? [] : header.types.split(' ');
  const blocks = rows.map((row) => fromRow(row, exact));
  return { answer: decodeStreams({ header: { ...header, types }, blocks }), fetchedAt: header.fetchedAt };
}

/** A number, or null for one beyond those. */
const toNumber = (value: Exact | null | undefined) => (typeof value === 'number' ? value : null);

const selectLastBlock = query((db) =>
  db
    .select()
    .from(streamBlocks)
    .where(eq(streamBlocks.activityId, sql.placeholder('activityId')))
    .orderBy(desc(streamBlocks.firstPoint))
    .limit(1),
);

/** Where the streams of an activity end, and how many points they have; undefined when it has none. */
export function lastPoint(db: Db, activityId: number) {
  const header = selectHeader(db).get({ activityId });
  if (!header) return undefined;
  const row = selectLastBlock(db).get({ activityId });
  const blocks = row ? [fromRow(row, readExact(db, activityId))] : [];
  const [time, distance] = (['time', 'distance'] as const).map((field) =>
    toNumber(decodeSeries(blocks, field).at(-1)),
  );
  const { points, originalSize } = header;
  return { points, originalSize, time: time ?? null, distance: distance ?? null };
}

/** What Strava answered, number by number; undefined when the activity has no streams. */
export function readStreams(db: Reader, activityId: number): StreamsAnswer | undefined {
  return findStreams(db, activityId)?.answer;
}
