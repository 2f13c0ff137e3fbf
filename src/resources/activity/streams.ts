import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { settleItem } from '../../archive/coverage.ts';
import { keepDocument } from '../../archive/documents.ts';
import { toJson } from '../../json.ts';
import type { Db } from '../../sqlite/open.ts';
import { decodeStreams, type EncodedStreams, encodeStreams } from '../../streams/answer.ts';
import { STREAM_FIELDS, UnknownStreams } from '../../streams/codec.ts';
import { findStreams, writeStreams } from '../../streams/store.ts';
import { ACTIVITY_SCOPES, defineResource, type Received } from '../resource.ts';

/** All that Strava knows; without `keys` it gives only `distance`. */
const KEYS = [...new Set(STREAM_FIELDS.map(({ stream }) => stream))].join(',');

const streamsShape = z.record(z.string(), z.unknown()).transform((answer, context): EncodedStreams => {
  try {
    const encoded = encodeStreams(answer);
    if (encoded.header.types.length > 0) return encoded;
    context.addIssue('holds none of the known streams');
  } catch (error) {
    if (!(error instanceof UnknownStreams)) throw error;
    context.addIssue(error.message);
  }
  return z.NEVER;
});

/** A crop replaces the recording, but what it was stays among the documents; so do streams that no table knows. */
function keepOthers(db: Db, { athleteId, item, answer, raw, fetchedAt }: Received<EncodedStreams>): void {
  const document = { athleteId, kind: 'streams', item };
  const former = findStreams(db, Number(item));
  if (former && !isDeepStrictEqual(former.answer, decodeStreams(answer)))
    keepDocument(db, document, toJson(former.answer), former.fetchedAt);
  if (answer.unknownTypes.length > 0) keepDocument(db, document, raw, fetchedAt);
}

/** `GET /activities/{id}/streams`: every recorded point. */
export const streams = defineResource<EncodedStreams>({
  name: 'streams',
  plan: 'item',
  scopes: ACTIVITY_SCOPES,
  request: (id) => ({ path: `/activities/${id}/streams`, query: { keys: KEYS, key_by_type: 'true' } }),
  shape: streamsShape,
  absent: ({ fault }) => (fault === 'not_found' ? 'Strava has no recording of it' : undefined),
  store(db, received) {
    const { key, athleteId, item, answer, fetchedAt } = received;
    keepOthers(db, received);
    writeStreams(db, { activityId: Number(item), athleteId, fetchedAt }, answer);
    settleItem(db, key, { status: 'done', at: fetchedAt });
  },
});
