import type { WorldActivity } from './activities.ts';
import { encodePolyline, type LatLng } from './polyline.ts';
import { micro, tenths } from './random.ts';
import { recordingOf } from './recording.ts';
import { extentOf, type Route, routeOf } from './route.ts';
import type { Recording } from './stream-shape.ts';

/** What a summary tells of where an activity was. */
interface Sketch {
  readonly summary_polyline: string;
  readonly start_latlng: LatLng | [];
  readonly end_latlng: LatLng | [];
  readonly elev_high?: number;
  readonly elev_low?: number;
}

const NOWHERE: Sketch = { summary_polyline: '', start_latlng: [], end_latlng: [] };
const MOST_POINTS = 90;

/** Kept, because a list of thousands would be slow without; `facts` are what it was drawn from. */
const drawn = new WeakMap<WorldActivity, { readonly facts: string; readonly sketch: Sketch }>();

/** Where an activity was; without going through its streams, unless it was cropped. */
export function sketchOf(activity: WorldActivity): Sketch {
  if (!activity.traits.gps || activity.traits.manual || activity.distance === 0) return NOWHERE;
  const facts = JSON.stringify([extentOf(activity), activity.cut]);
  const kept = drawn.get(activity);
  if (kept?.facts === facts) return kept.sketch;
  const sketch =
    activity.cut === undefined ? fromRoute(routeOf(activity)) : fromRecording(recordingOf(activity));
  drawn.set(activity, { facts, sketch });
  return sketch;
}

function fromRoute({ lat, lng, altitude }: Route): Sketch {
  const points = [...lat].map((degrees, knot): LatLng => [micro(degrees), micro(lng[knot] ?? 0)]);
  return sketchFrom(points, [...altitude]);
}

function fromRecording(recording: Recording | undefined): Sketch {
  return sketchFrom(recording?.latlng ?? [], recording?.altitude ?? []);
}

function sketchFrom(points: readonly LatLng[], altitude: readonly number[]): Sketch {
  const every = Math.ceil(points.length / MOST_POINTS);
  return {
    summary_polyline: encodePolyline(points.filter((_, at) => at % every === 0 || at === points.length - 1)),
    start_latlng: points[0] ?? [],
    end_latlng: points.at(-1) ?? [],
    elev_high: tenths(Math.max(...altitude)),
    elev_low: tenths(Math.min(...altitude)),
  };
}
