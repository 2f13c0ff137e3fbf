import { isoSeconds } from './local-time.ts';
import { encodePolyline, type LatLng } from './polyline.ts';
import { type AthleteDetail, summaryOf } from './profile-shape.ts';
import { between, createRandom, micro } from './random.ts';

/** A route that an athlete has planned. A test may change it: the next answer tells the change. */
export interface PlannedRoute {
  /** 19 digits; 8 for one of before 2019. */
  readonly id: bigint;
  /** Another way for another seed. */
  seed: number;
  name: string;
  description: string | null;
  private: boolean;
  starred: boolean;
  readonly type: 1 | 2;
  /** Metres. */
  distance: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  updatedAt: number;
}

/** A route as the list gives it, or in full. */
export type RouteAnswer = Readonly<Record<string, unknown>> & {
  readonly id: number | bigint;
  readonly id_str: string;
};

const DAY_MS = 86_400_000;
const NAMES = ['Hill repeats', 'Loop by the river 🌊', 'Säntis & zurück', 'Um den See <kurz>', 'Sunday long'];
const TEXTS = [null, 'Wind from the west.\r\nTurn "early" & eat.', '', null];

/** A route made at this moment, always the same for the same seed. */
export function planRoute(seed: number, createdAt: number, isOld = false): PlannedRoute {
  const random = createRandom(seed, 21);
  const distance = between(random, [1_800, 42_000]);
  const digits = isOld ? 19_000_000n : 3_000_000_000_000_000_001n;
  const step = isOld ? 97n : 250_000_000_008n;
  return {
    id: digits + BigInt(seed % 1_000_000) * step,
    seed,
    name: NAMES[seed % NAMES.length] ?? '',
    description: TEXTS[seed % TEXTS.length] ?? null,
    private: random() < 0.3,
    starred: random() < 0.5,
    type: random() < 0.5 ? 1 : 2,
    distance,
    ...{ createdAt, updatedAt: createdAt },
  };
}

/** What an athlete has planned before `now`, the oldest first. */
export function plannedBefore(seed: number, athleteIndex: number, now: number): PlannedRoute[] {
  const count = [7, 2, 0][athleteIndex] ?? 0;
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  return Array.from({ length: count }, (_, at) => {
    const age = (count - at) * 97 * DAY_MS;
    return planRoute(seed * 1_000 + athleteIndex * 100 + at, today - age, at === 0);
  });
}

const HOME: LatLng = [-31.42, -101.73];

/** The way of a route with its heights. */
function wayOf({ seed, distance }: PlannedRoute): readonly (readonly [...LatLng, ele: number])[] {
  const random = createRandom(seed, 22);
  const [bend, height] = [between(random, [2, 7]), between(random, [20, 90])];
  const radius = distance / 2 / Math.PI / 111_195;
  const points = 40 + (seed % 80);
  return Array.from({ length: points + 1 }, (_, at) => {
    const angle = (at / points) * 2 * Math.PI;
    const wobble = 1 + 0.1 * Math.sin(angle * bend);
    return [
      micro(HOME[0] + radius * wobble * Math.sin(angle)),
      micro(HOME[1] + radius * wobble * Math.cos(angle)),
      300 + height * Math.sin(angle * 3),
    ];
  });
}

const polylineOf = (route: PlannedRoute, oneIn: number) =>
  encodePolyline(wayOf(route).flatMap(([lat, lng], at) => (at % oneIn === 0 ? [[lat, lng] as const] : [])));

/** A route as `GET /athletes/{id}/routes` gives it. */
export function routeSummary(route: PlannedRoute, athlete: AthleteDetail): RouteAnswer {
  const { id, seed, name, description, distance, type, starred } = route;
  const url = `https://maps.example.net/${seed}.png`;
  return {
    athlete: summaryOf(athlete),
    description,
    distance,
    elevation_gain: distance / 97,
    id: Number.isSafeInteger(Number(id)) ? Number(id) : id,
    id_str: String(id),
    map: { id: `r${id}`, summary_polyline: polylineOf(route, 4), resource_state: 2 },
    map_urls: { url, retina_url: url, light_url: url, dark_url: url },
    name,
    private: route.private,
    resource_state: 2,
    starred,
    sub_type: 1 + (seed % 5),
    created_at: isoSeconds(route.createdAt),
    updated_at: isoSeconds(route.updatedAt),
    timestamp: Math.floor(route.createdAt / 1_000),
    type,
    estimated_moving_time: Math.round(distance / 3),
    waypoints: [],
  };
}

/** A route as `GET /routes/{id}` gives it: with the whole way, and the segments on it. */
export function routeDetail(route: PlannedRoute, athlete: AthleteDetail, segments: object[]): RouteAnswer {
  const summary = routeSummary(route, athlete);
  const map = { ...(summary.map as object), resource_state: 3, polyline: polylineOf(route, 1) };
  return { ...summary, map, resource_state: 3, segments };
}

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? '');

/** The file that `GET /routes/{id}/export_gpx` gives: a way without times. */
export function routeGpx(route: PlannedRoute, { id, firstname, lastname }: AthleteDetail): string {
  const said = ` <name>${escaped(route.name)}</name>${route.description ? `\n  <desc>${escaped(route.description)}</desc>` : ''}`;
  const points = wayOf(route).map(
    ([lat, lng, ele]) => `   <trkpt lat="${lat}" lon="${lng}">\n    <ele>${ele}</ele>\n   </trkpt>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<gpx creator="StravaGPX" version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
 <metadata>
 ${said}
  <author>
   <name>${escaped(`${firstname} ${lastname}`)}</name>
   <link href="https://www.strava.com/athletes/${id}"/>
  </author>
  <link href="https://www.strava.com/routes/${route.id}"/>
 </metadata>
 <trk>
 ${said}
  <type>${route.type === 1 ? 'cycling' : 'running'}</type>
  <trkseg>
${points.join('\n')}
  </trkseg>
 </trk>
</gpx>
`;
}
