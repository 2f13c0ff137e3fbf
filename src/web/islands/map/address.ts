import type { Map as LeafletMap } from 'leaflet';

const PLACE = /^#(\d{1,2})\/(-?\d{1,2}(?:\.\d+)?)\/(-?\d{1,3}(?:\.\d+)?)$/;

/** Goes where the address says. @returns whether it says anything. */
export function goWhereAddressed(map: LeafletMap): boolean {
  const [, zoom, lat, lng] = PLACE.exec(location.hash) ?? [];
  if (zoom === undefined) return false;
  map.setView([Number(lat), Number(lng)], Number(zoom), { animate: false });
  return true;
}

/** The links to other filters, which stay at the place. */
const links = () => document.querySelectorAll<HTMLAnchorElement>('.facets a, .chosen a');

/** Keeps the place in the address, without a step of the history for each. */
export function keepAddressed(map: LeafletMap): void {
  map.on('moveend', () => {
    const { lat, lng } = map.getCenter();
    const hash = `#${map.getZoom()}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
    history.replaceState(null, '', hash);
    for (const link of links()) link.hash = hash;
  });
  window.addEventListener('hashchange', () => goWhereAddressed(map));
}
