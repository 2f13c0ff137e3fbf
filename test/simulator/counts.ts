import { firstCount } from './comments.ts';
import { createRandom } from './random.ts';

/** What others added to an activity from the start, and whether it was a commute. */
export function countsOf({ id }: { readonly id: number }) {
  const random = createRandom(id, 4);
  return {
    comment_count: firstCount(random),
    athlete_count: random() < 0.85 ? 1 : 2 + Math.floor(random() * 12),
    total_photo_count: random() < 0.85 ? 0 : 1 + Math.floor(random() * 3),
    commute: random() < 0.06,
  };
}
