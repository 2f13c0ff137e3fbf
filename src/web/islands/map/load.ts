import type { LatLngBounds, Map as LeafletMap } from 'leaflet';
import { type Tracks, tracksOf } from '../../map/tracks.ts';
import { type Batch, batchesOf } from './paint.ts';
import { BEYOND } from './sheets.ts';

/** Tracks, ready to be drawn. */
export interface Drawn {
  tracks: Tracks;
  batches: readonly Batch[];
}

/** From this zoom on one sees that the tracks of the whole map are 50 m off. */
const FINE_ZOOM = 12;

async function fetched(address: string, signal?: AbortSignal): Promise<Drawn> {
  const answer = await fetch(address, signal ? { signal } : {});
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  const tracks = tracksOf(new Uint8Array(await answer.arrayBuffer()));
  return { tracks, batches: batchesOf(tracks) };
}

const withQuery = (address: string, query: string) =>
  `${address}${address.includes('?') ? '&' : '?'}${query}`;

const within = (degrees: number, most: number) => Math.min(most, Math.max(-most, degrees)).toFixed(5);

const boxOf = (bounds: LatLngBounds) =>
  [
    within(bounds.getWest(), 180),
    within(bounds.getSouth(), 90),
    within(bounds.getEast(), 180),
    within(bounds.getNorth(), 90),
  ].join();

/** All tracks of the page, not exactly. */
export const loadAll = (address: string): Promise<Drawn> => fetched(withQuery(address, 'level=50'));

/** Brings the exact tracks of what is seen from near, and keeps those of the last place. */
export function nearTracks(address: string, tell: () => void) {
  let kept: { bounds: LatLngBounds; drawn: Drawn } | undefined;
  let running: { bounds: LatLngBounds; stop: AbortController } | undefined;

  function load(bounds: LatLngBounds): void {
    if (running?.bounds.contains(bounds)) return;
    running?.stop.abort();
    const mine = { bounds: bounds.pad(0.5), stop: new AbortController() };
    running = mine;
    fetched(withQuery(address, `level=10&bbox=${boxOf(mine.bounds)}`), mine.stop.signal).then(
      (drawn) => {
        if (running !== mine) return;
        [kept, running] = [{ bounds: mine.bounds, drawn }, undefined];
        tell();
      },
      // Those of the whole map stay.
      () => {
        if (running === mine) running = undefined;
      },
    );
  }

  return {
    /** Those of what is seen; undefined where the inexact ones do, or these have not come yet. */
    of(map: LeafletMap): Drawn | undefined {
      if (map.getZoom() < FINE_ZOOM) return undefined;
      const bounds = map.getBounds().pad(BEYOND);
      if (kept?.bounds.contains(bounds)) return kept.drawn;
      load(bounds);
      return undefined;
    },
  };
}
