import { isObject } from '../json.ts';
import {
  type Block,
  decodeSeries,
  type Exact,
  encodeSeries,
  type Series,
  STREAM_FIELDS,
  type StreamField,
} from './codec.ts';

/** What Strava says of all streams of an activity at once. */
export interface StreamsHeader {
  /** The streams there are, in Strava's order. */
  readonly types: readonly string[];
  readonly points: number;
  /** `time` or `distance`. */
  readonly seriesType: string | null;
  /** Points before Strava thinned them out; the same as `points` for full resolution. */
  readonly originalSize: number | null;
  readonly resolution: string | null;
}

export interface EncodedStreams {
  readonly header: StreamsHeader;
  readonly blocks: readonly Block[];
  /** The values that are coded in the blocks. */
  readonly series: Readonly<Partial<Record<StreamField, Series>>>;
  /** Streams of a type that the archive does not know; they are not stored. */
  readonly unknownTypes: readonly string[];
}

/** `GET /activities/{id}/streams?key_by_type=true`, parsed. */
export type StreamsAnswer = Readonly<Record<string, unknown>>;

const KNOWN: ReadonlySet<string> = new Set(STREAM_FIELDS.map(({ stream }) => stream));

/** Told what of an answer is not understood, each with its place. */
export interface Oddities {
  add(where: string, value: unknown): void;
  say(where: string, what: string): void;
}

const IGNORED: Oddities = { add() {}, say() {} };

type Data = readonly unknown[];
/** A value as it is coded; undefined for one that is not understood. */
type Take = (said: unknown) => Exact | undefined;

const takeNumber: Take = (said) =>
  typeof said === 'bigint' || Number.isFinite(said) ? (said as Exact) : undefined;
const takeFlag: Take = (said) => (typeof said === 'boolean' ? Number(said) : undefined);
const takeSide =
  (side: 0 | 1): Take =>
  (said) => {
    const pair = Array.isArray(said) && said.length === 2 ? said.map(takeNumber) : [];
    return pair[0] === undefined || pair[1] === undefined ? undefined : pair[side];
  };

const TAKES: Partial<Record<StreamField, Take>> = { lat: takeSide(0), lng: takeSide(1), moving: takeFlag };

/** The values of a field; null where there is none, and where it is not understood. */
function toSeries(data: Data, take: Take, onOdd: (value: unknown, point: number) => void): Series {
  return data.map((said, point) => {
    if (said === null) return null;
    const value = take(said);
    if (value === undefined) onOdd(said, point);
    return value ?? null;
  });
}

/** The fields of a stream; none when nothing of it is understood. */
function fieldsOf(data: Data, type: string, odd: Oddities): [StreamField, Series][] {
  let isOdd = false;
  const fields = STREAM_FIELDS.filter(({ stream }) => stream === type);
  const all = fields.map(({ name }, i): [StreamField, Series] => [
    name,
    toSeries(data, TAKES[name] ?? takeNumber, (value, point) => {
      isOdd = true;
      // The second half of a pair is not another oddity.
      if (i === 0) odd.add(`${type}.${point}`, value);
    }),
  ]);
  return isOdd && all.every(([, series]) => series.every((value) => value === null)) ? [] : all;
}

/** The points of each known stream; notes those that have none. */
function dataOf(answer: StreamsAnswer, odd: Oddities): { type: string; data: Data }[] {
  const types = Object.keys(answer).filter((type) => KNOWN.has(type) && answer[type] !== null);
  return types.flatMap((type) => {
    const stream = answer[type];
    if (isObject(stream) && Array.isArray(stream.data)) return [{ type, data: stream.data }];
    odd.add(isObject(stream) ? `${type}.data` : type, isObject(stream) ? stream.data : stream);
    return [];
  });
}

/** How many points most streams have; where as many have another number, the clock decides. */
function lengthOf(all: readonly { type: string; data: Data }[]): number {
  const votes = new Map<number, number>();
  for (const { type, data } of all)
    votes.set(data.length, (votes.get(data.length) ?? 0) + (type === 'time' ? 1.5 : 1));
  return [...votes].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 0;
}

/** The first that says it: Strava says the same in every stream. */
function said<T>(answer: StreamsAnswer, key: string, is: (value: unknown) => value is T): T | null {
  const values = Object.values(answer).map((stream) => (isObject(stream) ? stream[key] : undefined));
  return values.find(is) ?? null;
}
const isText = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();
const isCount = (value: unknown): value is number => Number.isSafeInteger(value);

/** Whether an answer speaks of any stream that the archive knows. */
export const hasStreams = (answer: StreamsAnswer): boolean =>
  Object.keys(answer).some((type) => KNOWN.has(type) && answer[type] !== null);

/**
 * Codes an answer. A stream of another length than the rest is left out, and so is one of which nothing is understood;
 * a point that is not understood is null.
 * @param odd told of each of these.
 */
export function encodeStreams(answer: StreamsAnswer, odd: Oddities = IGNORED): EncodedStreams {
  const all = dataOf(answer, odd);
  const points = lengthOf(all);
  const types: string[] = [];
  const series: [StreamField, Series][] = [];
  for (const { type, data } of all) {
    const fields = data.length === points ? fieldsOf(data, type, odd) : [];
    if (data.length !== points) odd.say(type, `${data.length} points where others have ${points}`);
    if (fields.length > 0) types.push(type);
    series.push(...fields);
  }
  const byField = Object.fromEntries(series);
  return {
    series: byField,
    header: {
      types,
      points: types.length === 0 ? 0 : points,
      seriesType: said(answer, 'series_type', isText),
      originalSize: said(answer, 'original_size', isCount),
      resolution: said(answer, 'resolution', isText),
    },
    blocks: types.length === 0 ? [] : encodeSeries(byField, points),
    unknownTypes: Object.keys(answer).filter((type) => !KNOWN.has(type)),
  };
}

function dataFrom(blocks: readonly Block[], type: string): unknown[] {
  if (type === 'latlng') {
    const lng = decodeSeries(blocks, 'lng');
    return decodeSeries(blocks, 'lat').map((lat, i) => (lat === null ? null : [lat, lng[i]]));
  }
  const field = STREAM_FIELDS.find(({ stream }) => stream === type);
  const values = field ? decodeSeries(blocks, field.name) : [];
  return type === 'moving' ? values.map((value) => (value === null ? null : value === 1)) : values;
}

/** The answer again, number by number. */
export function decodeStreams({ header, blocks }: Pick<EncodedStreams, 'header' | 'blocks'>): StreamsAnswer {
  const { types, seriesType, originalSize, resolution } = header;
  const about = {
    ...(seriesType === null ? {} : { series_type: seriesType }),
    ...(originalSize === null ? {} : { original_size: originalSize }),
    ...(resolution === null ? {} : { resolution }),
  };
  return Object.fromEntries(types.map((type) => [type, { data: dataFrom(blocks, type), ...about }]));
}
