import { describe, expect, test } from 'vitest';
import { hasShell, shell } from '../streams/stream-archive.ts';
import { archiveWith } from './rows.ts';

const planOf = (sql: string) => archiveWith({}).plan(sql).join('\n');

/** Which index each view is made of; it has all that is needed, so that no row of the table is read. */
const INDEXES: [view: string, index: string][] = [
  ['daily_totals', 'activities_totals'],
  ['weekly_totals', 'activities_totals'],
  ['monthly_totals', 'activities_totals'],
  ['yearly_totals', 'activities_totals'],
  ['cumulative_by_day', 'activities_totals'],
  ['eddington', 'activities_totals'],
  ['gear_usage', 'activities_totals'],
  ['stats_history', 'activities_totals'],
  ['power_curve', 'activities_totals'],
  ['pace_curve', 'activities_totals'],
  ['time_in_zones', 'activities_totals'],
  ['personal_records', 'best_efforts_name'],
  ['segment_records', 'segment_efforts_segment'],
];

/** What puts sums together again cannot hand the athlete down; in a household it takes as long as for all. */
const OF_ALL = ['eddington', 'segment_records', 'power_curve', 'pace_curve'];

describe('with its index', () => {
  test.each(INDEXES)('%s reads no row of the table', (view, index) => {
    expect(planOf(`SELECT * FROM ${view}`)).toMatch(
      new RegExp(`(SCAN|SEARCH) \\w+ USING COVERING INDEX ${index}`),
    );
  });

  test.each(INDEXES.filter(([view]) => !OF_ALL.includes(view)))('%s finds an athlete', (view, index) => {
    const found = planOf(`SELECT * FROM ${view} WHERE athlete_id = 7`);
    expect(found).toMatch(new RegExp(`SEARCH \\w+ USING COVERING INDEX ${index} \\(athlete_id=\\?`));
  });

  test.skipIf(!hasShell).each(INDEXES)('%s does so in the sqlite3 shell', (view, index) => {
    const plan = `EXPLAIN QUERY PLAN SELECT * FROM ${view} WHERE athlete_id = 7`;
    expect(shell(archiveWith({}).db, plan).join('\n')).toContain(`USING COVERING INDEX ${index}`);
  });
});

test('the newest activities of an athlete are found without sorting all', () => {
  const found = planOf(
    'SELECT * FROM activities_local WHERE athlete_id = 7 ORDER BY start_date_local DESC LIMIT 50',
  );
  expect(found).toContain('USING INDEX activities_totals (athlete_id=?)');
  expect(found).not.toContain('TEMP B-TREE');
});

test('the history of a segment is found by it', () => {
  expect(planOf('SELECT * FROM segment_history WHERE segment_id = 77')).toContain(
    'SEARCH segment_efforts USING INDEX segment_efforts_segment (segment_id=?',
  );
});
