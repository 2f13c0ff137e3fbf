import type { TrackFile } from './format.ts';
import { epochOf, instantOf, isPlace, type Point, type Recorded } from './recorded.ts';

/** What is told of each point of a line, beside its place. */
const SERIES = ['heartrate', 'cadence', 'watts', 'temp'] as const;

const HALF_TURN = 180;

const micro = (degrees: number | null) => Math.round(Number(degrees) * 1e6) / 1e6;

const numberIn = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);

const positionOf = ({ lat, lng, altitude }: Point): number[] => [
  ...[micro(lng), micro(lat)],
  ...(numberIn(altitude) === null ? [] : [altitude as number]),
];

/** Cuts a line where it would go the long way round the world. A part of one point has it twice, since a line needs two. */
function lines(points: readonly Point[]): Point[][] {
  const parts: Point[][] = [];
  for (const point of points) {
    const last = parts.at(-1);
    const isNear = Math.abs(Number(point.lng) - Number(last?.at(-1)?.lng)) <= HALF_TURN;
    if (last && isNear) last.push(point);
    else parts.push([point]);
  }
  return parts.map((part) => (part.length === 1 ? [...part, ...part] : part));
}

type Shape = { type: string; coordinates: unknown } | null;

/** A place alone is a point, and nothing recorded is no geometry. */
function geometry(parts: readonly Point[][], places: readonly Point[]): Shape {
  const [first] = places;
  if (!first) return null;
  if (places.length === 1) return { type: 'Point', coordinates: positionOf(first) };
  const coordinates = parts.map((part) => part.map(positionOf));
  return coordinates.length === 1
    ? { type: 'LineString', coordinates: coordinates[0] }
    : { type: 'MultiLineString', coordinates };
}

/** In the same shape as the coordinates. */
function coordinateProperties(
  parts: readonly Point[][],
  places: readonly Point[],
  start: number | undefined,
) {
  const shaped = (read: (point: Point) => unknown) => {
    if (places.length === 1) return read(places[0] as Point);
    return parts.length === 1 ? parts[0]?.map(read) : parts.map((part) => part.map(read));
  };
  const recorded = SERIES.filter((name) => places.some((point) => numberIn(point[name]) !== null));
  return {
    times: shaped((point) => instantOf(start, point) ?? null),
    ...Object.fromEntries(recorded.map((name) => [name, shaped((point) => numberIn(point[name]))])),
  };
}

function feature({ activity, points }: Recorded): unknown {
  const { id, description: _description, ...about } = activity;
  const places = points.filter(isPlace);
  const parts = lines(places);
  const more = coordinateProperties(parts, places, epochOf(activity.start_date));
  return {
    ...{ type: 'Feature', id, geometry: geometry(parts, places) },
    properties: { ...about, ...(places.length === 0 ? {} : { coordinateProperties: more }) },
  };
}

/** GeoJSON (RFC 7946): a feature an activity, also one without a place. */
export const geojsonFile = (): TrackFile => ({
  head: '{"type":"FeatureCollection","features":[\n',
  between: ',\n',
  tail: '\n]}\n',
  lacks: () => undefined,
  pieces: (recorded) => [JSON.stringify(feature(recorded))],
});
