import { wantAgain } from '../../archive/coverage.ts';
import { withoutSecrets } from '../../archive/document-text.ts';
import type { StoredDocument } from '../../archive/document-versions.ts';
import { keepDocument } from '../../archive/documents.ts';
import { Notes } from '../../archive/notes.ts';
import { takeId } from '../../archive/taking.ts';
import { type Json, parseJson } from '../../json.ts';
import type { Db } from '../../sqlite/open.ts';
import { dateOf, noteGear, settlesAt } from '../ledger-notes.ts';
import { remakeDocuments } from '../remake.ts';
import { ACTIVITY_SCOPES, answerInFull, answerOfItem, defineResource } from '../resource.ts';
import { applySegmentDetail, segments } from '../segment.ts';
import { noteChanges, remakeChanges } from './changes.ts';
import { markDeleted, markedOf, markShown } from './deleted.ts';
import { deriveActivity } from './derived.ts';
import { activityList } from './list.ts';
import { applyParts, bestEfforts, laps, splits } from './parts.ts';
import { isIncomplete } from './reach.ts';
import { applyEfforts, segmentEfforts } from './segment-efforts.ts';
import { activities, applyDetail, applySummary, type Origin } from './table.ts';
import { detailWanted } from './wanted.ts';

/** Makes the rows of a detail; those of a kind that the tables refuse cost no others. @returns the note for the ledger. */
function apply(db: Db, answer: Json, context: Origin): string | null {
  const notes = new Notes();
  const { athleteId: athlete_id, fetchedAt: fetched_at } = context;
  const owner = { athlete_id, activity_id: takeId(answer.id) as number | bigint, fetched_at };
  notes.attempt(db, 'activity', () => {
    applyDetail(db, answer, context, notes);
    notes.attempt(db, 'parts', () => applyParts(db, answer, owner, notes));
    notes.attempt(db, 'segment_efforts', () => applyEfforts(db, answer, owner, notes));
  });
  return notes.text();
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
  kinds: ['activity'],
  listedBy: activityList.name,
  of: 'activity',
  wanted: detailWanted,
  rereads: true,
  request: (id) => ({ path: `/activities/${id}`, query: { include_all_efforts: 'true' } }),
  answer: answerInFull,
  absent: 'Strava has it no more: deleted, or hidden',
  store(db, { athleteId, item, answer, raw, fetchedAt, tell }) {
    const { before } = keepDocument(
      db,
      { athleteId, kind: 'activity', item },
      withoutSecrets(raw),
      fetchedAt,
    );
    if (before !== undefined)
      noteChanges(db, parseJson(before) as Json, { ...answer, id: item }, { athleteId, fetchedAt });
    // Also when it is as before: a summary may have said otherwise in between.
    const note = apply(db, answer, { athleteId, fetchedAt });
    deriveActivity(db, takeId(item) as number | bigint);
    markShown(db, athleteId, [item]);
    tell.activities([answer], 'detail');
    noteGear(db, athleteId, answer.gear_id, fetchedAt);
    if (isIncomplete(db, Number(item))) wantAgain(db, { athleteId, resource: 'streams', item }, fetchedAt);
    const itemDate = dateOf(answer);
    return { note, itemDate, nextTryAt: itemDate === null ? undefined : settlesAt(itemDate, fetchedAt) };
  },
  *rebuild(db) {
    // No answer says so: it is carried over.
    const deleted = markedOf(db);
    for (const table of [laps, splits, bestEfforts, segmentEfforts, segments, activities])
      db.delete(table).run();
    yield* remakeDocuments(db, {
      // Those of a summary are the list's, whose next reading has them.
      activity_summary: (answer, of) => void applySummary(db, answerOfItem(answer, of.item), originOf(of)),
      activity: (answer, of) => apply(db, answerInFull(answer, of.item), originOf(of)),
      // Of a segment both speak, its efforts and its own address.
      segment: (answer, { item, athleteId: athlete_id, lastSeenAt: fetched_at }) =>
        applySegmentDetail(db, answer, item, { athlete_id, fetched_at }),
    });
    for (const { id, at } of deleted) markDeleted(db, id, at);
    yield* remakeChanges(db);
  },
});
