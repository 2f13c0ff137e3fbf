import { conditionOf, parseFilter } from '../../filter.ts';
import { homeOf } from '../../map/home.ts';
import { trace, type View } from '../../map/trace.ts';
import { GROUPS } from '../../map/track-file.ts';
import { reaches, type Tracks, tracksOf } from '../../map/tracks.ts';
import type { Part } from '../../page.ts';
import { newestTracks } from '../../queries/map.ts';
import { fileOf } from './file-of.ts';

/** More of them would be a picture of some megabytes. */
export const MOST_PICTURED = 500;
export const [PICTURE_WIDTH, PICTURE_HEIGHT] = [1_168, 700];
const MARGIN = 20;

/** A picture has no style of the page: these can be seen on its light ground and on its dark one. */
const COLORS: Record<(typeof GROUPS)[number], string> = {
  ride: '#3a8ad8',
  run: '#cc6b2c',
  swim: '#27918c',
  walk: '#7c9a38',
  winter: '#9272cc',
  water: '#27918c',
  other: '#82868d',
};

/** Where most of the tracks are, with a margin, as large as it fits into the picture. */
function viewOf(tracks: Tracks): View | undefined {
  const home = homeOf(tracks);
  if (!home) return undefined;
  const [width, height] = [home.east - home.west, home.south - home.north];
  const scale = Math.min(
    (PICTURE_WIDTH - 2 * MARGIN) / Math.max(1, width),
    (PICTURE_HEIGHT - 2 * MARGIN) / Math.max(1, height),
  );
  const west = home.west + width / 2 - PICTURE_WIDTH / 2 / scale;
  const north = home.north + height / 2 - PICTURE_HEIGHT / 2 / scale;
  return { west, north, east: west + PICTURE_WIDTH / scale, south: north + PICTURE_HEIGHT / scale, scale };
}

/** The lines of a group of sports as the path of a picture, in whole pixels. */
function pathOf(tracks: Tracks, group: number, view: View): string {
  const path: string[] = [];
  const put = (letter: string) => (x: number, y: number) =>
    path.push(`${letter}${Math.round(x)} ${Math.round(y)}`);
  const pen = { moveTo: put('M'), lineTo: put('L') };
  for (let track = 0; track < tracks.count; track++)
    if (tracks.groups[track] === group && reaches(tracks, track, view)) trace(pen, tracks, track, view);
  return path.join('');
}

/** The newest tracks of a filter, for whom the map does not move. */
export const picture: Part = {
  path: '/map/tracks.svg',
  answer({ reading, viewer, query }) {
    const kept = newestTracks(reading, conditionOf(parseFilter(query), viewer.id), MOST_PICTURED);
    const tracks = tracksOf(fileOf(kept));
    const view = viewOf(tracks);
    const svg = (
      <svg
        xmlns="http://www.w3.org/2000/svg"
        viewBox={`0 0 ${PICTURE_WIDTH} ${PICTURE_HEIGHT}`}
        role="img"
        aria-label="Tracks"
      >
        {GROUPS.map((group, place) => {
          const path = view && pathOf(tracks, place, view);
          return path ? (
            <path
              d={path}
              fill="none"
              stroke={COLORS[group]}
              stroke-width="1.5"
              stroke-opacity="0.6"
              stroke-linejoin="round"
              stroke-linecap="round"
            />
          ) : null;
        })}
      </svg>
    );
    return new Response(svg.toString(), { headers: { 'content-type': 'image/svg+xml' } });
  },
};
