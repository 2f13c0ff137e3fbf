import { grouped } from '../../format/quantity.ts';
import * as ask from '../../queries/activity.ts';
import type { OfActivity } from './head.tsx';

/** What others said to it. */
export function People({ activity, context: { reading } }: OfActivity) {
  const [comments, kudos] = [ask.commentsOf(reading, activity.id), ask.kudosOf(reading, activity.id)];
  if (comments.length + kudos.length === 0) return null;
  return (
    <section>
      <h2>Kudos and comments</h2>
      {kudos.length > 0 ? (
        <p dir="auto">
          {grouped(kudos.length)} kudos: {kudos.join(', ')}
        </p>
      ) : null}
      {comments.map(({ who, text, removed_at }) => (
        <p class={removed_at ? 'deleted' : undefined} dir="auto">
          <b>{who || 'Somebody'}</b> {text}
          {removed_at ? <span class="muted"> removed at Strava</span> : null}
        </p>
      ))}
    </section>
  );
}
