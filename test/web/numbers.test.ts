import { expect, test } from 'vitest';
import { clockOf, duration } from '../../src/web/format/duration.ts';
import { power as watts } from '../../src/web/format/measures.ts';
import { asText, grouped, type Quantity } from '../../src/web/format/quantity.ts';
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

const COLUMNS = 'count(*) AS n, sum(km) AS km, sum(hours) AS hours, sum(elevation) AS elevation';
const SUMS = `SELECT ${COLUMNS} FROM activities_local`;

/** A filter of each kind, and the same as SQL. */
function filtersOf({ sql }: Awaited<ReturnType<typeof lookedAt>>): [address: string, condition: string][] {
  const [at] = sql<{ lat: number; lng: number; name: string; gear: string }>(
    `SELECT start_lat AS lat, start_lng AS lng, name, gear_id AS gear FROM activities
     WHERE start_lat IS NOT NULL AND gear_id IS NOT NULL AND name GLOB '[A-Z]*' ORDER BY id LIMIT 1`,
  );
  if (!at) expect.fail();
  const word = at.name.split(' ')[0] ?? '';
  // Two kilometres in degrees.
  const north = 2_000 / 111_195;
  return [
    ['', 'deleted = 0'],
    ['sport=run', "deleted = 0 AND sport_group = 'run'"],
    ['sport=Ride', "deleted = 0 AND sport_type = 'Ride'"],
    ['year=2026', 'deleted = 0 AND year = 2026'],
    ['when=2026-11', "deleted = 0 AND month = '2026-11'"],
    [`gear=${at.gear}`, `deleted = 0 AND gear_id = '${at.gear}'`],
    ['km=5-20', 'deleted = 0 AND km BETWEEN 5 AND 20'],
    ['km=10-', 'deleted = 0 AND km >= 10'],
    ['km=-3', 'deleted = 0 AND km <= 3'],
    ['commute=no', 'deleted = 0 AND ifnull(commute, 0) = 0'],
    ['commute=yes', 'deleted = 0 AND commute = 1'],
    [
      `near=${at.lat.toFixed(5)},${at.lng.toFixed(5)},2`,
      `deleted = 0 AND id IN (SELECT id FROM activities WHERE abs(start_lat - ${at.lat.toFixed(5)}) <= ${north}
         AND abs(start_lng - ${at.lng.toFixed(5)}) <= ${north / Math.cos((at.lat * Math.PI) / 180)})`,
    ],
    [`q=${word}`, `id IN (SELECT activity_id FROM search WHERE search MATCH '"${word}"*')`],
    ['sport=run&year=2026&km=1-', "deleted = 0 AND sport_group = 'run' AND year = 2026 AND km >= 1"],
  ];
}

test('the totals of a list, and its files, are those of the view, for a filter of each kind', async () => {
  const life = await lookedAt({ activities: 24 });
  const { htmlOf, sql, ask } = life;
  for (const [address, condition] of filtersOf(life)) {
    const [sums] = sql<Sums>(`${SUMS} WHERE ${condition}`);
    if (!sums) expect.fail();
    const html = await htmlOf(`/activities?${address}`);
    const [line = ''] = /<p class="totals">.*?<\/p>/s.exec(html) ?? [];
    expect(line, address).toContain(`<b class="n">${grouped(sums.n)}</b>`);
    const ids = sql<{ id: string }>(
      `SELECT CAST(id AS TEXT) AS id FROM activities_local WHERE ${condition} ORDER BY start_date, id`,
    ).map(({ id }) => id);
    const json = (await (await ask(`/activities.json?${address}`)).text()).trim().split('\n').filter(Boolean);
    expect(
      json.map((row) => (JSON.parse(row) as { id: string }).id),
      address,
    ).toEqual(ids);
    const csv = (await (await ask(`/activities.csv?${address}`)).text()).split('\n');
    expect(csv[0]).toMatch(/^id,athlete_id,name,/);
    if (sums.n === 0) continue;
    expect(csv[1]).toMatch(new RegExp(`^${ids[0]},`));
    expect(line, address).toContain(shown(tell.km(sums.km)));
    expect(line, address).toContain(shown(duration(sums.hours * 3_600)));
    expect(line, address).toContain(shown(tell.elevation(sums.elevation)));
  }
});

test('the map, the trends and the records speak of the same activities', async () => {
  const life = await lookedAt({ activities: 24 });
  const { htmlOf, sql } = life;
  for (const [address, condition] of filtersOf(life)) {
    const chosen = `deleted = 0 AND ${condition}`;
    const [tracks] = sql<{ n: number }>(
      `SELECT count(*) AS n FROM activity_tracks WHERE level = 50
         AND activity_id IN (SELECT id FROM activities_local WHERE ${chosen})`,
    );
    expect(await htmlOf(`/map?${address}`), address).toContain(`<b class="n">${tracks?.n}</b>`);

    const trends = await htmlOf(`/trends?${address}`);
    const years = sql<Sums & { year: number }>(
      `SELECT year, ${COLUMNS} FROM activities_local WHERE ${chosen} AND day IS NOT NULL GROUP BY year`,
    );
    expect(trends.match(/<a href="\/trends\/\d{4}">/g)?.length ?? 0, address).toBe(years.length);
    for (const row of years) {
      const [line = ''] =
        new RegExp(`<tr><th[^>]*><a href="/trends/${row.year}">.*?</tr>`, 's').exec(trends) ?? [];
      expect(line, address).toContain(shown(tell.km(row.km)));
      expect(line, address).toContain(shown(tell.activities(row.n)));
    }

    const records = await htmlOf(`/records?${address}`);
    const best = sql<{ name: string; seconds: number }>(
      `SELECT name, min(elapsed_time) AS seconds FROM best_efforts
       WHERE activity_id IN (SELECT id FROM activities_local WHERE ${chosen}) GROUP BY name`,
    );
    for (const { name, seconds } of best) {
      const [line = ''] =
        new RegExp(`<tr><th[^>]*><a href="[^"]*">${name}</a>.*?</tr>`, 's').exec(records) ?? [];
      expect(line, `${address}: ${name}`).toContain(`<td class="num">${clockOf(seconds)}</td>`);
    }
    if (best.length === 0) expect(records, address).toContain('No best efforts are archived');
    const [power] = sql<{ most: number | null }>(
      `SELECT max(value) AS most FROM activity_curves WHERE kind = 'watts' AND duration = 1
         AND activity_id IN (SELECT id FROM activities_local WHERE ${chosen})`,
    );
    const found = /aria-label="Power curve of all years".*?<td class="num">(.*?)<\/td>/s.exec(records)?.[1];
    expect(found, address).toBe(power?.most ? asText(watts(power.most, true)) : undefined);
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
