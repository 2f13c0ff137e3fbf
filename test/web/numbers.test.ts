import { expect, test } from 'vitest';
import { duration } from '../../src/web/format/duration.ts';
import { grouped, type Quantity } from '../../src/web/format/quantity.ts';
import { tellers } from '../../src/web/format/totals.ts';
import { lookedAt } from './looking.ts';

/** What a page says of a quantity: the number, and its unit smaller beside it. */
const shown = ({ value, unit }: Quantity) =>
  `<span class="n">${value}${unit === '' ? '' : `<small>\u00a0${unit}</small>`}</span>`;

const tell = tellers('metric');

interface Sums {
  n: number;
  km: number;
  hours: number;
  elevation: number;
}

const SUMS =
  'SELECT count(*) AS n, sum(km) AS km, sum(hours) AS hours, sum(elevation) AS elevation FROM activities_local WHERE deleted = 0';

test('the totals of a list are those of the view, for a filter of each kind', async () => {
  const { htmlOf, sql } = await lookedAt({ activities: 24 });
  const filters: [address: string, condition: string][] = [
    ['', '1'],
    ['sport=run', "sport_group = 'run'"],
    ['sport=Ride', "sport_type = 'Ride'"],
    ['year=2026', 'year = 2026'],
    ['when=2026-11', "month = '2026-11'"],
    ['km=5-20', 'km BETWEEN 5 AND 20'],
    ['km=10-', 'km >= 10'],
    ['km=-3', 'km <= 3'],
    ['commute=no', 'ifnull(commute, 0) = 0'],
    ['commute=yes', 'commute = 1'],
    ['sport=run&year=2026&km=1-', "sport_group = 'run' AND year = 2026 AND km >= 1"],
  ];
  for (const [address, condition] of filters) {
    const [sums] = sql<Sums>(`${SUMS} AND (${condition})`);
    if (!sums) expect.fail();
    const html = await htmlOf(`/activities?${address}`);
    const [line = ''] = /<p class="totals">.*?<\/p>/s.exec(html) ?? [];
    expect(line, address).toContain(`<b class="n">${grouped(sums.n)}</b>`);
    if (sums.n === 0) continue;
    expect(line, address).toContain(shown(tell.km(sums.km)));
    expect(line, address).toContain(shown(duration(sums.hours * 3_600)));
    expect(line, address).toContain(shown(tell.elevation(sums.elevation)));
  }
});

test('the years, gear, records and segments are those of their views', async () => {
  const { htmlOf, sql } = await lookedAt({ activities: 24 });
  const trends = await htmlOf('/trends');
  for (const row of sql<Sums & { year: number }>(
    'SELECT year, sum(activities) AS n, sum(km) AS km, sum(hours) AS hours, sum(elevation) AS elevation FROM yearly_totals GROUP BY year',
  )) {
    const [line = ''] =
      new RegExp(`<tr><th[^>]*><a href="/trends/${row.year}">.*?</tr>`, 's').exec(trends) ?? [];
    expect(line).toContain(shown(tell.km(row.km)));
    expect(line).toContain(shown(tell.hours(row.hours)));
    expect(line).toContain(shown(tell.elevation(row.elevation)));
    expect(line).toContain(shown(tell.activities(row.n)));
  }
  const gear = await htmlOf('/gear');
  for (const { gear_id, km } of sql<{ gear_id: string; km: number }>('SELECT gear_id, km FROM gear_usage')) {
    const [line = ''] =
      new RegExp(`<tr[^>]*><th[^>]*><a href="/gear/${gear_id}".*?</tr>`, 's').exec(gear) ?? [];
    expect(line, gear_id).toContain(shown(tell.km(km)));
  }
  const records = await htmlOf('/records');
  const standing = sql<{ name: string; activity_id: number }>(
    'SELECT name, activity_id FROM personal_records WHERE stands',
  );
  for (const { name, activity_id } of standing) {
    expect(records).toContain(`>${name}</a>`);
    expect(records).toContain(`href="/activities/${activity_id}"`);
  }
  const segments = await htmlOf('/segments');
  for (const { segment_id, efforts } of sql<{ segment_id: number; efforts: number }>(
    'SELECT * FROM segment_records',
  )) {
    const [line = ''] =
      new RegExp(`<tr><th[^>]*><a href="/segments/${segment_id}".*?</tr>`, 's').exec(segments) ?? [];
    expect(line).toContain(`<td class="num">${grouped(efforts)}</td>`);
  }
});

test('the archive page says what the ledger says', async () => {
  const { htmlOf, sql } = await lookedAt({ activities: 10 });
  const html = await htmlOf('/archive');
  const rows = sql<{ resource: string; items: number }>(
    "SELECT resource, count(*) AS items FROM coverage WHERE status <> 'done' AND item <> 'whole' AND resource NOT IN ('introduced', 'closed') GROUP BY resource, status, reason",
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { resource, items } of rows)
    expect(html).toMatch(
      new RegExp(`${resource.replaceAll('_', ' ')}</a></th><td class="num">${items}</td>`),
    );
});
