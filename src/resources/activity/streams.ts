import { isDeepStrictEqual } from 'node:util';
import { withoutSecrets } from '../../archive/document-text.ts';
import type { StoredDocument } from '../../archive/document-versions.ts';
import { type DocumentKey, keepDocument } from '../../archive/documents.ts';
import { Notes } from '../../archive/notes.ts';
import { pointsOf } from '../../derived/points.ts';
import { toJson } from '../../json.ts';
import type { Db } from '../../sqlite/open.ts';
import {
  decodeStreams,
  type EncodedStreams,
  encodeStreams,
  hasStreams,
  type StreamsAnswer,
} from '../../streams/answer.ts';
import { STREAM_FIELDS } from '../../streams/codec.ts';
import { findStreams, readStreams, type StreamsOf, streamsSince, writeStreams } from '../../streams/store.ts';
import { remakeDocuments } from '../remake.ts';
import { ACTIVITY_SCOPES, defineResource, NoAnswer, objectAnswer } from '../resource.ts';
import { deriveActivity } from './derived.ts';
import { completesAt, isIncomplete } from './reach.ts';
import { recordingWanted } from './wanted.ts';

/** All that Strava knows; without `keys` it gives only `distance`. */
const KEYS = [...new Set(STREAM_FIELDS.map(({ stream }) => stream))].join(',');

function streamsAnswer(json: unknown): StreamsAnswer {
  const answer = objectAnswer(json);
  if (!hasStreams(answer)) throw new NoAnswer('answer', 'holds none of the known streams');
  return answer;
}

const documentOf = ({ athleteId, activityId }: StreamsOf): DocumentKey => ({
  athleteId,
  kind: 'streams',
  item: String(activityId),
});

/** A crop replaces the recording, but what it was stays among the documents. */
function keepFormer(db: Db, of: StreamsOf, streams: EncodedStreams): void {
  const former = findStreams(db, of.activityId);
  if (!former || former.fetchedAt === of.fetchedAt) return;
  if (!isDeepStrictEqual(former.answer, decodeStreams(streams)))
    keepDocument(db, documentOf(of), toJson(former.answer), former.fetchedAt);
}

/**
 * Writes what is understood of an answer in place of the streams that there were, unless that is nothing.
 * @returns the note for the ledger.
 */
function apply(db: Db, of: StreamsOf, streams: EncodedStreams, notes: Notes): string | null {
  if (streams.header.types.length > 0) {
    notes.attempt(db, 'streams', () => {
      keepFormer(db, of, streams);
      writeStreams(db, of, streams);
    });
  }
  return notes.text();
}

/** Whether a document is of the answer that the tables are made of, or of a later one; others are former recordings. */
function isCurrent(db: Db, { item, lastSeenAt }: StoredDocument): boolean {
  const since = streamsSince(db, Number(item));
  return since === undefined || since <= lastSeenAt;
}

/** `GET /activities/{id}/streams`: every recorded point. */
export const streams = defineResource<StreamsAnswer>({
  name: 'streams',
  plan: 'item',
  scopes: ACTIVITY_SCOPES,
  kinds: ['streams'],
  of: 'activity',
  wanted: recordingWanted,
  request: (id) => ({ path: `/activities/${id}/streams`, query: { keys: KEYS, key_by_type: 'true' } }),
  answer: streamsAnswer,
  absent: 'Strava has no recording of it',
  isArchived: (db, { item }) => streamsSince(db, Number(item)) !== undefined,
  show(db, item) {
    const answer = readStreams(db, Number(item));
    return answer && toJson(answer);
  },
  store(db, { athleteId, item, answer, raw, fetchedAt }) {
    const of = { activityId: Number(item), athleteId, fetchedAt };
    const notes = new Notes();
    const coded = encodeStreams(answer, notes);
    const note = apply(db, of, coded, notes);
    deriveActivity(db, of.activityId, () => pointsOf(coded.series));
    // Of what the tables hold, nothing else is kept: they give it back to the digit.
    if (note !== null || coded.unknownTypes.length > 0)
      keepDocument(db, documentOf(of), withoutSecrets(raw), fetchedAt);
    // What came too early is kept, and asked for again while more may come.
    const nextTryAt = isIncomplete(db, of.activityId) ? completesAt(db, of.activityId, fetchedAt) : undefined;
    return { note, nextTryAt };
  },
  // The tables themselves hold most recordings; only of those that were not all understood, there is a text.
  rebuild: (db) =>
    remakeDocuments(db, {
      streams(answer, document) {
        if (!isCurrent(db, document)) return undefined;
        const { athleteId, item, lastSeenAt: fetchedAt } = document;
        const notes = new Notes();
        const coded = encodeStreams(streamsAnswer(answer), notes);
        return apply(db, { activityId: Number(item), athleteId, fetchedAt }, coded, notes);
      },
    }),
});
