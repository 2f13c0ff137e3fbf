import { addressOf, conditionOf, type Filter, isWhole, parseFilter } from '../../filter.ts';
import { elevation } from '../../format/measures.ts';
import { asText, grouped } from '../../format/quantity.ts';
import { AROUND_M } from '../../map/passing.ts';
import type { Page, PageContext } from '../../page.ts';
import { Choices } from '../../parts/choices.tsx';
import { Filters } from '../../parts/filters.tsx';
import { countTracks, exploredOf } from '../../queries/map.ts';
import { MOST_PICTURED, PICTURE_HEIGHT, PICTURE_WIDTH } from './picture.tsx';

const LAYERS = ['tracks', 'tiles'];
const OPEN_STREET_MAP = 'openstreetmap.org';

type Props = Pick<PageContext, 'reading' | 'viewer'> & { filter: Filter };

const many = (count: number, one: string, more: string) => (
  <>
    <b class="n">{grouped(count)}</b> {count === 1 ? one : more}
  </>
);

/** What explorers count; only where they have asked for it, since it takes a while. */
function Explored({ reading, viewer, filter }: Props) {
  const { tiles, square, cluster } = exploredOf(reading, conditionOf(filter, viewer.id));
  return (
    <p class="map-explored">
      {many(tiles.length, 'tile', 'tiles')} visited · largest square{' '}
      <b class="n">{`${square.size} × ${square.size}`}</b> · largest cluster{' '}
      {many(cluster.length, 'tile', 'tiles')}
    </p>
  );
}

function Together({ reading, viewer, filter }: Props) {
  const { activities, tracks } = countTracks(reading, conditionOf(filter, viewer.id));
  return (
    <>
      <p class="totals">
        {many(tracks, 'track', 'tracks')} of {many(activities, 'activity', 'activities')} ·{' '}
        <a href={addressOf(`${viewer.prefix}/activities`, filter)}>open as a list ›</a>
      </p>
      {tracks === 0 ? (
        <p class="empty">
          {isWhole(filter)
            ? 'No activity has a track. '
            : 'No activity like that has a track: take one of the words above off. '}
          Until a recording is archived, its activity has none.
        </p>
      ) : null}
    </>
  );
}

/** Whose the ground is, where it is not plain. */
function Ground({ tiles }: { tiles: string }) {
  const { hostname } = new URL(tiles);
  const isOpenStreetMap = hostname === OPEN_STREET_MAP || hostname.endsWith(`.${OPEN_STREET_MAP}`);
  return (
    <p class="muted">
      The ground is from {hostname}
      {isOpenStreetMap ? ', © OpenStreetMap contributors' : ''}.
    </p>
  );
}

/** All tracks on one map. */
export const map: Page = {
  path: '/map',
  title: () => 'Map',
  islands: ['map'],
  content({ reading, viewer, query, house }) {
    const filter: Filter = { ...parseFilter(query), sort: 'newest' };
    const layer = query.get('layer') === 'tiles' ? 'tiles' : 'tracks';
    const other: Record<string, string> = layer === 'tiles' ? { layer } : {};
    const path = `${viewer.prefix}/map`;
    const props = { filter, path, other };
    return (
      <>
        <Filters reading={reading} athlete={viewer.id} {...props} />
        <Together reading={reading} viewer={viewer} filter={filter} />
        <Choices
          label="Layers"
          of={LAYERS}
          chosen={layer}
          href={(each) => addressOf(path, filter, each === 'tiles' ? { layer: each } : {})}
        />
        {layer === 'tiles' ? <Explored reading={reading} viewer={viewer} filter={filter} /> : null}
        <div class="map-view">
          <section
            id="map"
            class="map-box"
            aria-label="Map of the tracks"
            data-tracks={addressOf(`${path}/tracks.bin`, filter)}
            data-tiles={layer === 'tiles' ? addressOf(`${path}/tiles.json`, filter) : undefined}
            data-here={`${path}/here.json`}
            data-activities={`${viewer.prefix}/activities/`}
            data-ground={house.tiles}
            data-places={house.tiles === undefined ? `${path}/places.json` : undefined}
            data-units={viewer.units}
            hidden
          />
          <section id="here" class="map-here" aria-live="polite" hidden>
            <h2>Here</h2>
            <p class="muted">
              Click on the map: what passes within {asText(elevation(AROUND_M, viewer.units))} is listed here.
            </p>
          </section>
        </div>
        {house.tiles === undefined ? null : <Ground tiles={house.tiles} />}
        <noscript>
          <p class="muted">
            Without JavaScript the map does not move, and of more than {grouped(MOST_PICTURED)} tracks only
            the newest are on it.
          </p>
          <img
            class="map-picture"
            src={addressOf(`${path}/tracks.svg`, filter)}
            width={PICTURE_WIDTH}
            height={PICTURE_HEIGHT}
            alt="Tracks, north up"
          />
        </noscript>
      </>
    );
  },
};
