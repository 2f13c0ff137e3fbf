import { Circle, type LatLng, type Map as LeafletMap } from 'leaflet';
import { grouped } from '../../format/quantity.ts';
import type { Here } from '../../map/answers.ts';
import { eastOf, FINEST_ZOOM, southOf, unitsOf } from '../../map/mercator.ts';
import { AROUND_M, MOST_HERE, passing } from '../../map/passing.ts';
import type { Tracks } from '../../map/tracks.ts';

/** As near as a finger hits, pixels. */
const AROUND_PX = 8;

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text: string,
  style = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  if (style !== '') made.className = style;
  return made;
}

function rowOf({ id, name, day, group }: Here, activities: string): HTMLLIElement {
  const row = document.createElement('li');
  const link = element('a', name);
  link.href = activities + encodeURIComponent(id);
  link.dir = 'auto';
  // What others have written is text, and nothing else.
  row.append(element('span', '● ', `sport-${group}`), link, ' ', element('span', day, 'muted when'));
  return row;
}

/** Lists what passes where the map is clicked, or its middle with the Enter key. */
export function listPassing(map: LeafletMap, list: HTMLElement, tracksOf: () => Tracks | undefined): void {
  const { here = '', activities = '' } = map.getContainer().dataset;
  const ring = new Circle([0, 0], { radius: AROUND_M, className: 'map-ring', interactive: false });
  let asked = 0;

  function say(text: string): void {
    asked++;
    list.replaceChildren(element('h2', 'Here'), element('p', text, 'muted'));
  }

  async function tell(ids: readonly string[]): Promise<void> {
    const mine = ++asked;
    const answer = await fetch(`${here}?ids=${ids.slice(0, MOST_HERE).join()}`);
    if (!answer.ok) throw new Error(`${here} answered ${answer.status}`);
    const found = (await answer.json()) as Here[];
    // Somebody may have clicked elsewhere meanwhile.
    if (mine !== asked) return;
    const rows = element('ol', '');
    rows.append(...found.map((each) => rowOf(each, activities)));
    const parts: HTMLElement[] = [element('h2', `Here (${grouped(ids.length)})`), rows];
    if (ids.length > MOST_HERE)
      parts.push(element('p', `These are the newest ${grouped(MOST_HERE)}.`, 'muted'));
    list.replaceChildren(...parts);
  }

  function look(at: LatLng): void {
    const tracks = tracksOf();
    if (!tracks) return;
    const pixels = AROUND_PX * 2 ** (FINEST_ZOOM - map.getZoom());
    const around = Math.max(unitsOf(AROUND_M, at.lat), pixels);
    const found = passing(tracks, { x: eastOf(at.lng), y: southOf(at.lat), around });
    ring
      .setLatLng(at)
      .setRadius((AROUND_M * around) / unitsOf(AROUND_M, at.lat))
      .addTo(map);
    // In the file the newest is the last.
    const ids = found.map((track) => tracks.ids[track] ?? '').reverse();
    if (ids.length > 0) tell(ids).catch(() => say('The archive does not answer.'));
    else say('Nothing passes here.');
  }

  map.on('click', ({ latlng }) => look(latlng.wrap()));
  map.getContainer().addEventListener('keydown', ({ key, target }) => {
    if (key === 'Enter' && target === map.getContainer()) look(map.getCenter());
  });
}
