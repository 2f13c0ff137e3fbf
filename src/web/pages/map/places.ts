import type { Place } from '../../map/answers.ts';
import type { Part } from '../../page.ts';
import { placesOf } from '../../queries/map.ts';

/** More names nobody reads on one map. */
const MOST_PLACES = 300;

/** The places whose names stand on a plain ground, the best known first. */
export const places: Part = {
  path: '/map/places.json',
  answer({ reading, viewer }) {
    const answer: Place[] = placesOf(reading, viewer.id, MOST_PLACES);
    return Response.json(answer);
  },
};
