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

/** Every point of every activity, a row each; needs no extension and any SQLite from 3.37 on. */
export const STREAM_POINTS_VIEW = `CREATE VIEW stream_points AS
WITH n(i) AS (VALUES ${NUMBERS})
SELECT
  s.activity_id,
  b.first_point + n.i AS point,
${columns.join(',\n')}
FROM activity_streams s CROSS JOIN stream_blocks b CROSS JOIN n
WHERE b.activity_id = s.activity_id AND n.i < b.points`;
