import { conditionOf, parseFilter } from '../../filter.ts';
import type { TilesAnswer } from '../../map/answers.ts';
import { explored } from '../../map/explorer.ts';
import type { Part } from '../../page.ts';
import { tilesOf } from '../../queries/map.ts';

/** The tiles that the activities of a filter have visited. */
export const tiles: Part = {
  path: '/map/tiles.json',
  answer({ reading, viewer, query }) {
    const visited = tilesOf(reading, conditionOf(parseFilter(query), viewer.id));
    const answer: TilesAnswer = {
      tiles: visited.flatMap(({ x, y, count }) => [x, y, count]),
      ...explored(visited),
    };
    return Response.json(answer);
  },
};
