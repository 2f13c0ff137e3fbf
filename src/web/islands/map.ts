/** The map of all tracks: Leaflet moves and zooms, and the tracks are drawn by this on sheets of its own. */
import 'leaflet/dist/leaflet.css';
import { CRS, control, LatLngBounds, Map as LeafletMap, Point, TileLayer } from 'leaflet';
import type { Place, TilesAnswer } from '../map/answers.ts';
import { homeOf } from '../map/home.ts';
import { FINEST_ZOOM } from '../map/mercator.ts';
import { goWhereAddressed, keepAddressed } from './map/address.ts';
import { onNewColors, readColors } from './map/colors.ts';
import { type Drawn, loadAll, nearTracks } from './map/load.ts';
import { listPassing } from './map/look.ts';
import { paintNames } from './map/names.ts';
import { paintTiles, paintTracks } from './map/paint.ts';
import { sheetsOver } from './map/sheets.ts';

const [LEAST_ZOOM, MOST_ZOOM] = [2, 18];
/** Where nothing is known: all of the world that has people. */
const WORLD_VIEW = { center: [25, 0] as [number, number], zoom: LEAST_ZOOM };

/** A map without anything on it. */
function mapIn(box: HTMLElement): LeafletMap {
  const map = new LeafletMap(box, {
    ...{ minZoom: LEAST_ZOOM, maxZoom: MOST_ZOOM, attributionControl: false, worldCopyJump: true },
  });
  const isImperial = box.dataset.units === 'imperial';
  control.scale({ imperial: isImperial, metric: !isImperial }).addTo(map);
  const { ground } = box.dataset;
  // Houses of tiles turn away who does not say which site asks; no more than that is said.
  if (ground !== undefined)
    new TileLayer(ground, { maxZoom: MOST_ZOOM, referrerPolicy: 'origin' }).addTo(map);
  return map;
}

/** Goes to where most tracks are. */
function goHome(map: LeafletMap, { tracks }: Drawn): void {
  const home = homeOf(tracks);
  if (!home) {
    map.setView(WORLD_VIEW.center, WORLD_VIEW.zoom);
    return;
  }
  const corner = (x: number, y: number) => CRS.EPSG3857.pointToLatLng(new Point(x, y), FINEST_ZOOM);
  const bounds = new LatLngBounds(corner(home.west, home.south), corner(home.east, home.north));
  map.fitBounds(bounds, { padding: [20, 20], maxZoom: 14, animate: false });
}

/** What is at an address; undefined where that is not asked for, or the archive cannot tell. */
async function told<T>(address: string | undefined): Promise<T | undefined> {
  if (address === undefined) return undefined;
  const answer = await fetch(address);
  return answer.ok ? ((await answer.json()) as T) : undefined;
}

async function start(box: HTMLElement, list: HTMLElement): Promise<void> {
  box.hidden = false;
  list.hidden = false;
  const map = mapIn(box);
  const address = box.dataset.tracks ?? '';
  let all: Drawn | undefined;
  let tiles: TilesAnswer | undefined;
  let places: Place[] | undefined;
  let colors = readColors();
  const near = nearTracks(address, () => sheets.draw());
  const drawn = () => near.of(map) ?? all;
  const sheets = sheetsOver(map, function* (pen, view) {
    if (tiles) paintTiles(pen, view, tiles, colors);
    const what = drawn();
    if (what) yield* paintTracks(pen, view, what, colors);
    if (places) paintNames(pen, view, places, colors);
  });
  onNewColors(() => {
    colors = readColors();
    map.whenReady(() => sheets.draw());
  });
  keepAddressed(map);
  listPassing(map, list, () => drawn()?.tracks);
  const isThere = goWhereAddressed(map);
  [all, tiles, places] = await Promise.all([
    loadAll(address),
    told<TilesAnswer>(box.dataset.tiles),
    told<Place[]>(box.dataset.places),
  ]);
  if (isThere) sheets.draw();
  else goHome(map, all);
}

const box = document.getElementById('map');
const list = document.getElementById('here');
if (box && list)
  start(box, list).catch(() => {
    list.textContent =
      'The tracks could not be loaded. Once the archive is served again, load the page anew.';
  });
