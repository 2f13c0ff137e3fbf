import { DomUtil, type LatLng, type Map as LeafletMap, type Point, type ZoomAnimEvent } from 'leaflet';
import { FINEST_ZOOM } from '../../map/mercator.ts';
import type { View } from '../../map/trace.ts';

/** How much more than is seen is drawn at each side, so that something is there when the map is moved. */
export const BEYOND = 0.25;
/** How long it may draw before the browser gets its turn, milliseconds. */
const TURN_MS = 8;

/** Draws a view; between its steps the browser gets its turn. */
export type Paint = (pen: CanvasRenderingContext2D, view: View) => Generator<void>;

/** A picture of a part of the map. */
interface Sheet {
  canvas: HTMLCanvasElement;
  /** Where its upper left corner is. */
  corner: LatLng | undefined;
  zoom: number;
  size: Point;
}

function sheetIn(map: LeafletMap): Sheet {
  const canvas = DomUtil.create('canvas', 'leaflet-zoom-animated', map.getPane('overlayPane'));
  canvas.hidden = true;
  return { canvas, corner: undefined, zoom: 0, size: map.getSize() };
}

/** Cuts a sheet for what is seen now, and tells what belongs on it. */
function cut(map: LeafletMap, sheet: Sheet): View {
  const size = map.getSize();
  const beyond = size.multiplyBy(BEYOND).round();
  const corner = map.containerPointToLayerPoint(beyond.multiplyBy(-1)).round();
  sheet.size = size.add(beyond.multiplyBy(2));
  sheet.corner = map.layerPointToLatLng(corner);
  sheet.zoom = map.getZoom();
  const { canvas } = sheet;
  const ratio = window.devicePixelRatio;
  // Setting its size wipes a canvas.
  [canvas.width, canvas.height] = [sheet.size.x * ratio, sheet.size.y * ratio];
  [canvas.style.width, canvas.style.height] = [`${sheet.size.x}px`, `${sheet.size.y}px`];
  canvas.getContext('2d')?.scale(ratio, ratio);
  const scale = 2 ** (sheet.zoom - FINEST_ZOOM);
  const { x, y } = map.project(sheet.corner, sheet.zoom).divideBy(scale);
  return { west: x, north: y, east: x + sheet.size.x / scale, south: y + sheet.size.y / scale, scale };
}

/** Where the map counts its pixels from once it has come to a place; Leaflet keeps this to itself. */
const originAt = (map: LeafletMap, center: LatLng, zoom: number): Point =>
  map
    .project(center, zoom)
    .subtract(map.getSize().divideBy(2))
    .add(DomUtil.getPosition(map.getPane('mapPane') as HTMLElement))
    .round();

/**
 * A layer of two sheets: one is seen, and moved and stretched by the browser while the map moves; the other is drawn
 * meanwhile, a little at a time, and then takes its place.
 */
export function sheetsOver(map: LeafletMap, paint: Paint): { draw(): void } {
  let [seen, next] = [sheetIn(map), sheetIn(map)];
  let turn: number | undefined;

  function place({ canvas, corner, zoom }: Sheet): void {
    if (corner)
      DomUtil.setTransform(canvas, map.latLngToLayerPoint(corner), map.getZoomScale(map.getZoom(), zoom));
  }

  function swap(): void {
    [seen, next] = [next, seen];
    place(seen);
    seen.canvas.hidden = false;
    next.canvas.hidden = true;
    turn = undefined;
  }

  function draw(): void {
    if (turn !== undefined) cancelAnimationFrame(turn);
    const view = cut(map, next);
    const pen = next.canvas.getContext('2d');
    if (!pen) return;
    if (seen.canvas.hidden) {
      // While there is nothing to see yet, what is drawn so far is.
      place(next);
      next.canvas.hidden = false;
    }
    const steps = paint(pen, view);
    const go = () => {
      const until = performance.now() + TURN_MS;
      while (performance.now() < until) if (steps.next().done) return swap();
      turn = requestAnimationFrame(go);
    };
    go();
  }

  /** Whether more is seen than was drawn. */
  function isShort({ corner, size }: Sheet): boolean {
    if (!corner) return false;
    const { x, y } = map.latLngToContainerPoint(corner);
    const { x: width, y: height } = map.getSize();
    return x > 0 || y > 0 || x + size.x < width || y + size.y < height;
  }

  map.on('zoomanim', ({ center, zoom }: ZoomAnimEvent) => {
    if (!seen.corner) return;
    const at = map.project(seen.corner, zoom).subtract(originAt(map, center, zoom));
    DomUtil.setTransform(seen.canvas, at, map.getZoomScale(zoom, seen.zoom));
  });
  map.on('zoom viewreset', () => place(seen));
  map.on('move', () => {
    if (turn === undefined && seen.zoom === map.getZoom() && isShort(seen)) draw();
  });
  map.on('moveend', draw);
  return { draw };
}
