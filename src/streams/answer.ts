import {
  type Block,
  decodeSeries,
  type Exact,
  encodeSeries,
  STREAM_FIELDS,
  type StreamField,
  UnknownStreams,
} from './codec.ts';

type Series = readonly (Exact | null)[];

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
  /** Streams of a type that the archive does not know; they are not stored. */
  readonly unknownTypes: readonly string[];
}

/** `GET /activities/{id}/streams?key_by_type=true`, parsed. */
export type StreamsAnswer = Readonly<Record<string, unknown>>;

const KNOWN: ReadonlySet<string> = new Set(STREAM_FIELDS.map(({ stream }) => stream));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function dataOf(answer: StreamsAnswer, type: string): unknown[] {
  const stream = answer[type];
  if (isObject(stream) && Array.isArray(stream.data)) return stream.data;
  throw new UnknownStreams(`The stream ${type} has no data.`);
}

function assertNumber(value: unknown, type: string, point: number): asserts value is Exact {
  if (typeof value === 'number' ? Number.isFinite(value) : typeof value === 'bigint') return;
  throw new UnknownStreams(`Point ${point} of the stream ${type} is no number.`);
}

function toNumbers(data: readonly unknown[], type: string): Series {
  for (let point = 0; point < data.length; point++) {
    if (data[point] !== null) assertNumber(data[point], type, point);
  }
  return data as Series;
}

function toFlags(data: readonly unknown[], type: string): Series {
  return data.map((value, point) => {
    if (typeof value === 'boolean') return Number(value);
    if (value === null) return null;
    throw new UnknownStreams(`Point ${point} of the stream ${type} is neither true nor false.`);
  });
}

/** Latitudes or longitudes. */
function toCoordinates(data: readonly unknown[], side: 0 | 1): Series {
  return data.map((pair, point) => {
    if (pair === null) return null;
    const value: unknown = Array.isArray(pair) && pair.length === 2 ? pair[side] : null;
    if (value === null) throw new UnknownStreams(`Point ${point} of the stream latlng is no pair.`);
    assertNumber(value, 'latlng', point);
    return value;
  });
}

function toSeries(data: readonly unknown[], type: string): [StreamField, Series][] {
  return STREAM_FIELDS.filter(({ stream }) => stream === type).map(({ name }) => {
    if (name === 'lat' || name === 'lng') return [name, toCoordinates(data, name === 'lat' ? 0 : 1)];
    return [name, (name === 'moving' ? toFlags : toNumbers)(data, type)];
  });
}

/** The first that says it: Strava says the same in every stream. */
function said<T>(answer: StreamsAnswer, key: string, is: (value: unknown) => value is T): T | null {
  const values = Object.values(answer).map((stream) => (isObject(stream) ? stream[key] : undefined));
  return values.find(is) ?? null;
}
const isText = (value: unknown) => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value);

/** Codes an answer. @throws {UnknownStreams} for what is no set of streams of equal length. */
export function encodeStreams(answer: StreamsAnswer): EncodedStreams {
  const types = Object.keys(answer).filter((type) => KNOWN.has(type));
  const all = types.map((type) => ({ type, data: dataOf(answer, type) }));
  const points = all[0]?.data.length ?? 0;
  const other = all.find(({ data }) => data.length !== points);
  if (other) {
    const lengths = `${points} points of ${all[0]?.type} and ${other.data.length} of ${other.type}`;
    throw new UnknownStreams(`The streams are not of one length: ${lengths}.`);
  }
  const series = Object.fromEntries(all.flatMap(({ type, data }) => toSeries(data, type)));
  return {
    header: {
      types,
      points,
      seriesType: said(answer, 'series_type', isText),
      originalSize: said(answer, 'original_size', isCount),
      resolution: said(answer, 'resolution', isText),
    },
    blocks: encodeSeries(series, points),
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
