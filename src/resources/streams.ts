import { z } from 'zod';
import { settleItem } from '../archive/coverage.ts';
import { type EncodedStreams, encodeStreams } from '../archive/stream-answer.ts';
import { STREAM_FIELDS, UnknownStreams } from '../archive/stream-codec.ts';
import { writeStreams } from '../archive/stream-store.ts';
import { ACTIVITY_SCOPES, defineResource } from './resource.ts';

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

/** `GET /activities/{id}/streams`: every recorded point. */
export const streams = defineResource<EncodedStreams>({
  name: 'streams',
  plan: 'item',
  scopes: ACTIVITY_SCOPES,
  request: (id) => ({ path: `/activities/${id}/streams`, query: { keys: KEYS, key_by_type: 'true' } }),
  shape: streamsShape,
  absent: ({ fault }) => (fault === 'not_found' ? 'Strava has no recording of it' : undefined),
  store(db, { key, athleteId, item, answer, fetchedAt }) {
    writeStreams(db, { activityId: Number(item), athleteId, fetchedAt }, answer);
    settleItem(db, key, { status: 'done', at: fetchedAt });
  },
});
