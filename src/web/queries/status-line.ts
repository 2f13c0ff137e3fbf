import { inWords } from '../../clock.ts';
import { grouped } from '../format/quantity.ts';
import type { Reading } from '../reading.ts';

/** How complete the archive is, in a line that stands on every page. */
export interface StatusLine {
  text: string;
  mood: 'good' | 'open' | 'bad';
}

const COUNTS = `
SELECT (SELECT count(*) FROM activities WHERE athlete_id = who.athlete AND deleted_at IS NULL) AS activities,
  (SELECT count(*) FROM activities WHERE athlete_id = who.athlete AND deleted_at IS NULL AND resource_state = 3) AS details,
  (SELECT count(*) FROM activity_streams WHERE athlete_id = who.athlete) AS streams,
  (SELECT count(*) FROM coverage WHERE athlete_id = who.athlete AND status IN ('pending', 'failed', 'parked')) AS open,
  (SELECT outcome FROM sync_runs WHERE athlete_id = who.athlete AND outcome IS NOT NULL ORDER BY started_at DESC LIMIT 1) AS outcome,
  (SELECT max(finished_at) FROM sync_runs WHERE athlete_id = who.athlete AND outcome IN ('ok', 'partial', 'budget')) AS good_at
FROM (SELECT ? AS athlete) who`;

interface Counts {
  activities: number;
  details: number;
  streams: number;
  open: number;
  outcome: string | null;
  good_at: string | null;
}

const UNWELL = ['failed', 'unauthorized', 'inactive'];

/** @param zone in which the time of the last good pass is told. */
export const statusLine = (reading: Reading, athlete: number, zone: string): StatusLine =>
  reading.remember(`status ${athlete} ${zone}`, () => readStatusLine(reading, athlete, zone));

function readStatusLine(reading: Reading, athlete: number, zone: string): StatusLine {
  const counts = reading.row<Counts>(COUNTS, [athlete]);
  if (!counts || counts.activities === 0)
    return {
      text: 'No activity is archived yet; the first page of them takes some seconds.',
      mood: 'open',
    };
  const { activities, details, streams, open, outcome, good_at } = counts;
  const until = good_at === null ? 'no pass was good yet' : `until ${inWords(Date.parse(good_at), zone)}`;
  const parts = [
    `${grouped(activities)} activities`,
    `${grouped(details)} in full`,
    `${grouped(streams)} with streams`,
    ...(open > 0 ? [`${grouped(open)} still to come`] : []),
    until,
  ];
  const mood = UNWELL.includes(outcome ?? '') ? 'bad' : open > 0 ? 'open' : 'good';
  return { text: parts.join(' · '), mood };
}
