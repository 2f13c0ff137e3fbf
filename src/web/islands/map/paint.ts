import type { TilesAnswer } from '../../map/answers.ts';
import { WORLD } from '../../map/mercator.ts';
import { trace, type View } from '../../map/trace.ts';
import { reaches, type Tracks } from '../../map/tracks.ts';
import type { Colors } from './colors.ts';

/** Tracks of one look. */
export interface Batch {
  group: number;
  year: number;
  tracks: number[];
}

/** Those of the same year and group of sports, the older years first. */
export function batchesOf({ count, years, groups }: Tracks): Batch[] {
  const batches = new Map<number, Batch>();
  for (let track = 0; track < count; track++) {
    const [year, group] = [years[track] as number, groups[track] as number];
    const key = year * 256 + group;
    const batch = batches.get(key) ?? { group, year, tracks: [] };
    batch.tracks.push(track);
    batches.set(key, batch);
  }
  return [...batches.values()].sort((a, b) => a.year - b.year || a.group - b.group);
}

/** What is drawn at once: a longer path takes the browser longer for each of its lines. */
const LINES_AT_ONCE = 2_000;
const [NEWEST_ALPHA, OLDEST_ALPHA, YEAR_ALPHA] = [0.6, 0.25, 0.05];
/** So many tracks may be as wide as a road; more of them are a tangle anyway. */
const FEW = 250;
const WIDE_PX = 2;

/** Lines of one dot of the screen are drawn ten times as fast as wider ones. */
const hairOf = (pen: CanvasRenderingContext2D): number => 1 / pen.getTransform().a;

function widthFor(pen: CanvasRenderingContext2D, tracks: Tracks, view: View): number {
  let seen = 0;
  for (let track = 0; track < tracks.count && seen <= FEW; track++) if (reaches(tracks, track, view)) seen++;
  return seen > FEW ? hairOf(pen) : WIDE_PX;
}

/** Draws the tracks of a view, older ones paler. Where many are, it gets darker. */
export function* paintTracks(
  pen: CanvasRenderingContext2D,
  view: View,
  { tracks, batches }: { tracks: Tracks; batches: readonly Batch[] },
  colors: Colors,
): Generator<void> {
  const newest = batches.at(-1)?.year ?? 0;
  pen.lineJoin = 'round';
  pen.lineCap = 'round';
  pen.lineWidth = widthFor(pen, tracks, view);
  for (const { group, year, tracks: batch } of batches) {
    pen.strokeStyle = colors.groups[group] ?? colors.text;
    pen.globalAlpha = Math.max(OLDEST_ALPHA, NEWEST_ALPHA - YEAR_ALPHA * (newest - year));
    let [path, lines] = [new Path2D(), 0];
    for (const track of batch) {
      if (!reaches(tracks, track, view)) continue;
      lines += trace(path, tracks, track, view);
      if (lines < LINES_AT_ONCE) continue;
      pen.stroke(path);
      yield;
      [path, lines] = [new Path2D(), 0];
    }
    if (lines > 0) pen.stroke(path);
    yield;
  }
  pen.globalAlpha = 1;
}

/** As many units as a tile of zoom 14 is wide. */
const TILE = WORLD / 2 ** 14;
const [VISITED_ALPHA, CLUSTER_ALPHA] = [0.14, 0.34];

/** Draws the explorer's tiles of a view: those of the cluster darker, and a line around the square. */
export function paintTiles(
  pen: CanvasRenderingContext2D,
  { west, north, scale }: View,
  { tiles, square, cluster }: TilesAnswer,
  { accent }: Colors,
): void {
  const x = (tile: number) => (tile * TILE - west) * scale;
  const y = (tile: number) => (tile * TILE - north) * scale;
  const inCluster = new Set(cluster);
  pen.fillStyle = accent;
  pen.strokeStyle = accent;
  // A hair of the ground stays between two tiles, where there is room for it.
  const side = Math.max(1, TILE * scale > 6 ? TILE * scale - 1 : TILE * scale);
  for (let place = 0; 3 * place < tiles.length; place++) {
    pen.globalAlpha = inCluster.has(place) ? CLUSTER_ALPHA : VISITED_ALPHA;
    pen.fillRect(x(tiles[3 * place] as number), y(tiles[3 * place + 1] as number), side, side);
  }
  pen.globalAlpha = 1;
  pen.lineWidth = 2;
  if (square.size > 0)
    pen.strokeRect(x(square.x), y(square.y), square.size * TILE * scale, square.size * TILE * scale);
}
