import * as L from 'leaflet';
import 'leaflet/dist/leaflet.css';
import type { Column, Range } from '../../charts/recording.ts';
import type { Units } from '../../format/quantity.ts';
import { colorOf } from './colors.ts';

/** The map on the page. */
export interface Ground {
  /** Moves its dot to a point; undefined for none. */
  point(at: number | undefined): void;
  choose(range: Range | undefined): void;
  resize(): void;
  redraw(): void;
}

type Place = [lat: number, lng: number];

/** Farther from the line than so many pixels, nobody means a point of it. */
const NEAR = 48;

/** The parts of a line, parted where there was no signal. */
function partsOf(places: readonly (Place | undefined)[]): Place[][] {
  const parts: Place[][] = [[]];
  for (const place of places) {
    if (place) parts.at(-1)?.push(place);
    else if (parts.at(-1)?.length) parts.push([]);
  }
  return parts.filter((part) => part.length > 0);
}

/** The point that is nearest to a place. */
function nearestTo({ lat, lng }: L.LatLng, places: readonly (Place | undefined)[]): number | undefined {
  const narrow = Math.cos((lat * Math.PI) / 180);
  let [best, least] = [undefined as number | undefined, Infinity];
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    if (!place) continue;
    const distance = (place[0] - lat) ** 2 + ((place[1] - lng) * narrow) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

function mapIn(box: HTMLElement, { tiles, units }: Pick<GroundOptions, 'tiles' | 'units'>): L.Map {
  // A finger and a wheel go on along the page; two fingers, or a map that was clicked, are meant for the map.
  const hasMouse = matchMedia('(pointer: fine)').matches;
  const options = { preferCanvas: true, attributionControl: false, zoomSnap: 0.5, dragging: hasMouse };
  const map = L.map(box, { ...options, scrollWheelZoom: false });
  map.on('focus', () => map.scrollWheelZoom.enable()).on('blur', () => map.scrollWheelZoom.disable());
  L.control.scale({ metric: units === 'metric', imperial: units === 'imperial' }).addTo(map);
  if (tiles) L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  return map;
}

/** A map of the way in a box; undefined where no point was anywhere. */
export function ground(box: HTMLElement, options: GroundOptions): Ground | undefined {
  const { lat, lng, onPoint } = options;
  const places = lat.map((north, i): Place | undefined => {
    const east = lng[i] ?? null;
    return north === null || east === null ? undefined : [north, east];
  });
  const parts = partsOf(places);
  const [start, end] = [parts[0]?.[0], parts.at(-1)?.at(-1)];
  if (!start || !end) return undefined;
  box.replaceChildren();
  const map = mapIn(box, options);
  const line = L.polyline(parts, { weight: 3, interactive: false }).addTo(map);
  const part = L.polyline([], { weight: 5, interactive: false }).addTo(map);
  const mark = (place: Place) =>
    L.circleMarker(place, { radius: 5, weight: 2, fillOpacity: 1, interactive: false });
  const [first, last, dot] = [mark(start).addTo(map), mark(end).addTo(map), mark(start)];
  const all = line.getBounds();
  map.fitBounds(all, { padding: [20, 20], maxZoom: 17, animate: false });

  function paint(): void {
    const [surface, accent] = [colorOf('--surface'), colorOf('--accent')];
    line.setStyle({ color: accent });
    part.setStyle({ color: colorOf('--run') });
    first.setStyle({ color: surface, fillColor: colorOf('--good') });
    last.setStyle({ color: surface, fillColor: colorOf('--bad') });
    dot.setStyle({ color: surface, fillColor: colorOf('--text') });
  }
  paint();

  map.on('mousemove click', (event) => {
    const { latlng, containerPoint } = event as L.LeafletMouseEvent;
    const at = nearestTo(latlng, places);
    const place = at === undefined ? undefined : places[at];
    const isNear = place && map.latLngToContainerPoint(place).distanceTo(containerPoint) < NEAR;
    onPoint(isNear ? at : undefined);
  });
  map.on('mouseout', () => onPoint(undefined));

  return {
    point(at) {
      const place = at === undefined ? undefined : places[at];
      if (place) dot.setLatLng(place).addTo(map);
      else dot.remove();
    },
    choose(range) {
      part.setLatLngs(range ? partsOf(places.slice(range.first, range.last + 1)) : []);
      if (range) dot.bringToFront();
    },
    resize() {
      map.invalidateSize({ animate: false });
    },
    redraw: paint,
  };
}

interface GroundOptions {
  lat: Column;
  lng: Column;
  units: Units;
  /** The address of tiles; without one the ground is plain. */
  tiles: string | undefined;
  onPoint(at: number | undefined): void;
}
