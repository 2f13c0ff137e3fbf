import { doubtList, settleItem } from '../../archive/coverage.ts';
import { keepDocument, readDocument, type StoredDocument, withoutSecrets } from '../../archive/documents.ts';
import { HOUR_MS, toInstant } from '../../clock.ts';
import type { Json } from '../../json.ts';
import type { Db } from '../../sqlite/open.ts';
import { noteActivity, noteGear, settlesAt } from '../ledger-notes.ts';
import { remakeDocuments } from '../remake.ts';
import { ACTIVITY_SCOPES, defineResource } from '../resource.ts';
import { activityList } from './list.ts';
import { applyParts, bestEfforts, laps, partsShape, splits } from './parts.ts';
import { applyEfforts, effortsShape, segmentEfforts, segments } from './segment-efforts.ts';
import { activities, applyDetail, applySummary, detailShape, type Origin } from './table.ts';

// 3 is Strava's word for a detail; less than that must not overwrite one.
const shape = detailShape
  .extend({ ...partsShape, ...effortsShape })
  .refine(({ resource_state: state }) => Number(state) >= 3, {
    path: ['resource_state'],
    error: 'expected 3',
  });

function apply(db: Db, answer: Json, context: Origin): void {
  const { athleteId: athlete_id, fetchedAt: fetched_at } = context;
  applyDetail(db, answer, context);
  const owner = { athlete_id, activity_id: answer.id as number, fetched_at };
  applyParts(db, answer, owner);
  applyEfforts(db, answer, owner);
}

const originOf = ({ athleteId, firstSeenAt, lastSeenAt }: StoredDocument): Origin => ({
  athleteId,
  fetchedAt: lastSeenAt,
  firstSeenAt,
});

/** `GET /activities/{id}` with all efforts: description, laps, splits, best efforts, segment efforts. */
export const activity = defineResource<Json>({
  name: 'activity',
  plan: 'item',
  rank: 'visible',
  scopes: ACTIVITY_SCOPES,
  request: (id) => ({ path: `/activities/${id}`, query: { include_all_efforts: 'true' } }),
  shape,
  idOf: ({ id }) => id,
  absent: ({ fault }) => (fault === 'not_found' ? 'Strava has it no more: deleted, or hidden' : undefined),
  onAbsent(db, { athleteId, item }, at) {
    // Listed a moment ago, and deleted since: what stood behind it moved up, perhaps to a page that was read already.
    if (readDocument(db, 'activity', item)) return;
    const list = { athleteId, resource: activityList.name, item: String(athleteId) };
    doubtList(db, list, toInstant(Date.parse(at) + HOUR_MS));
  },
  store(db, { key, athleteId, item, answer, raw, fetchedAt }) {
    keepDocument(db, { athleteId, kind: 'activity', item }, withoutSecrets(raw), fetchedAt);
    // Also when it is as before: a summary may have said otherwise in between.
    apply(db, answer, { athleteId, fetchedAt });
    noteActivity(db, athleteId, answer, fetchedAt);
    noteGear(db, athleteId, answer.gear_id, fetchedAt);
    const itemDate = String(answer.start_date);
    settleItem(db, key, {
      status: 'done',
      at: fetchedAt,
      nextTryAt: settlesAt(itemDate, fetchedAt),
      itemDate,
    });
  },
  rebuild(db) {
    for (const table of [laps, splits, bestEfforts, segmentEfforts, segments, activities])
      db.delete(table).run();
    return remakeDocuments(db, {
      activity_summary: (answer, of) => applySummary(db, answer, originOf(of)),
      activity: (answer, of) => apply(db, shape.parse(answer), originOf(of)),
    });
  },
});
