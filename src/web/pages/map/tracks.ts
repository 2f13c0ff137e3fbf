import { conditionOf, parseFilter } from '../../filter.ts';
import type { Part } from '../../page.ts';
import { type Bounds, type Level, tracksIn } from '../../queries/map.ts';
import { fileOf } from './file-of.ts';

const LEVELS = new Map<string, Level>([
  ['10', 10],
  ['50', 50],
]);
const BOUNDS = /^-?\d{1,3}(\.\d{1,9})?(,-?\d{1,3}(\.\d{1,9})?){3}$/;

/** `west,south,east,north` in degrees; undefined for what is none. */
function boundsOf(text: string): Bounds | undefined {
  if (!BOUNDS.test(text)) return undefined;
  const [west = 0, south = 0, east = 0, north = 0] = text.split(',').map(Number);
  return west <= east && south <= north ? { west, south, east, north } : undefined;
}

/** The tracks of a filter, all of them or those that reach into a box, in the format of `track-file.ts`. */
export const tracksFile: Part = {
  path: '/map/tracks.bin',
  async answer({ reading, viewer, query }) {
    const level = LEVELS.get(query.get('level') ?? '50');
    const box = query.get('bbox');
    const bounds = box === null ? undefined : boundsOf(box);
    if (level === undefined || (box !== null && bounds === undefined)) return undefined;
    const kept = await tracksIn(reading, conditionOf(parseFilter(query), viewer.id), level, bounds);
    return new Response(fileOf(kept), { headers: { 'content-type': 'application/octet-stream' } });
  },
};
