import { withoutSecrets } from '../../archive/document-text.ts';
import { keepDocument } from '../../archive/documents.ts';
import type { Json } from '../../json.ts';
import { answerInFull, defineResource } from '../resource.ts';
import { applyDetail, createdAt } from './table.ts';

/** `GET /routes/{id}`: the whole way, waypoints, segments. Its rows are made again with those of the list. */
export const routeDetail = defineResource<Json>({
  name: 'route',
  plan: 'item',
  rank: 'extra',
  kinds: ['route'],
  request: (id) => ({ path: `/routes/${id}` }),
  answer: answerInFull,
  absent: 'Strava has it no more: deleted, or hidden',
  store(db, { athleteId, item, answer, raw, fetchedAt }) {
    keepDocument(db, { athleteId, kind: 'route', item }, withoutSecrets(raw), fetchedAt);
    // Also when it is as before: the list may have said otherwise in between.
    const note = applyDetail(db, answer, { athlete_id: athleteId, fetched_at: fetchedAt });
    return { note, itemDate: createdAt(answer) };
  },
});
