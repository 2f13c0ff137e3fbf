import type { View } from '../views/view.ts';
import { BLOCK, STREAM_FIELDS } from './codec.ts';

const NUMBERS = Array.from({ length: BLOCK }, (_, i) => `(${i})`).join(', ');

// CROSS JOIN keeps the order of the tables: blocks are only ever found by their activity.
// Plain arithmetic on the row itself, no window and no grouping: a filter, a join or a missing column
// reaches the stored rows, and what is not asked for is not decoded.
const columns = STREAM_FIELDS.map(({ name, step }) => {
  const line = step ? `b.${name}_base + b.${name}_step * n.i` : `b.${name}_base`;
  const code = `nullif(ifnull(unicode(substr(b.${name}, n.i + 1, 1)), 0), 32)`;
  return `  CASE b.${name} WHEN '' THEN (
    SELECT v.value FROM stream_values v
    WHERE v.activity_id = b.activity_id AND v.field = '${name}' AND v.point = b.first_point + n.i
  ) ELSE (${line} + ${code}) / b.${name}_scale END AS ${name}`;
});

/** What each column of a point means; NULL where there is no such stream, or Strava sent null at this point. */
const MEANINGS: Record<string, string> = {
  activity_id: '`activities.id`',
  point: 'its number, from 0',
  time: 's since the start; a pause is a gap',
  distance: 'm since the start',
  lat: 'degrees north',
  lng: 'degrees east',
  altitude: 'm',
  velocity_smooth: 'm/s, smoothed by Strava',
  heartrate: 'beats a minute',
  cadence: 'turns of the crank a minute; on foot, steps of one leg',
  watts: 'W',
  temp: '°C',
  moving: '1: Strava counts it as moving',
  grade_smooth: '%, smoothed by Strava',
};

/** Every point of every activity, a row each; needs no extension and any SQLite from 3.37 on. */
export const streamPoints: View = {
  name: 'stream_points',
  sentence: 'Every recorded point of every activity, a row each.',
  columns: MEANINGS,
  sql: `WITH n(i) AS (VALUES ${NUMBERS})
SELECT
  s.activity_id,
  b.first_point + n.i AS point,
${columns.join(',\n')}
FROM activity_streams s CROSS JOIN stream_blocks b CROSS JOIN n
WHERE b.activity_id = s.activity_id AND n.i < b.points`,
};
