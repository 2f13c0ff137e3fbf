import { conditionOf, parseFilter } from '../../filter.ts';
import type { TilesAnswer } from '../../map/answers.ts';
import type { Part } from '../../page.ts';
import { exploredOf } from '../../queries/map.ts';

/** The tiles that the activities of a filter have visited. */
export const tiles: Part = {
  path: '/map/tiles.json',
  answer({ reading, viewer, query }) {
    const { tiles: visited, ...counted } = exploredOf(reading, conditionOf(parseFilter(query), viewer.id));
    const answer: TilesAnswer = { tiles: visited.flatMap(({ x, y, count }) => [x, y, count]), ...counted };
    return Response.json(answer);
  },
};
