import { expect, test } from 'vitest';
import { immediate } from '../../src/sqlite/open.ts';
import { addressesOf, lookedAt } from './looking.ts';

/** What somebody else may have written, by table. */
const WRITTEN: Record<string, readonly string[]> = {
  activities: ['name', 'description', 'device_name'],
  athletes: ['firstname'],
  clubs: ['name'],
  comments: ['text', 'athlete_firstname', 'athlete_lastname'],
  coverage: ['reason', 'note'],
  gear: ['name', 'nickname', 'description'],
  kudos: ['firstname', 'lastname'],
  laps: ['name'],
  photos: ['caption'],
  routes: ['name'],
  segment_efforts: ['name'],
  segments: ['name', 'city'],
  sync_runs: ['error'],
};

/** Breaks out of a text, an attribute, a title and a script, and says where it stood. */
const hostile = (column: string) =>
  `<script>alert("${column}")</script>"'><img src=x onerror=alert(1)></title></script> \u2028\u202E\` ${'𝕏'.repeat(60)}`;

/** What a page may have: its own scripts, and nothing that runs beside them. */
function expectHarmless(html: string, path: string): void {
  const rest = html.replaceAll(/<script type="module" src="\/assets\/[\w.]+"><\/script>/g, '');
  expect(rest, path).not.toMatch(/<script|<img src=x/);
  expect(rest.replaceAll(/"[^"]*"/g, '""'), path).not.toMatch(/<[a-z][^>]*\son\w+=/);
}

test('what others have written is text on every page, whatever it is the name of', async () => {
  const life = await lookedAt({ activities: 14, environment: { ARCHIVE: '' } });
  const { app, ask, sql } = life;
  const { archive } = app;
  const columns = Object.entries(WRITTEN).flatMap(([table, names]) => names.map((name) => ({ table, name })));
  immediate(archive, () => {
    for (const { table, name } of columns)
      archive.$client.prepare(`UPDATE ${table} SET ${name} = ?`).run(hostile(`${table}.${name}`));
  });
  const ids = sql<{ id: number }>('SELECT id FROM activities').map(({ id }) => id);
  const paths = [
    ...addressesOf(life),
    ...ids.flatMap((id) => ['', '/raw', '/versions'].map((part) => `/activities/${id}${part}`)),
    ...['/map/here.json?ids=', '/activities.csv?id='].map((path) => path + ids.join()),
    '/map/places.json',
  ];
  const seen = new Set<string>();
  for (const path of paths) {
    const answer = await ask(path);
    const text = await answer.text();
    expect(answer.status, `${path}: ${text.slice(0, 200)}`).toBe(200);
    expect(answer.headers.get('x-content-type-options'), path).toBe('nosniff');
    if (!answer.headers.get('content-type')?.startsWith('text/html')) continue;
    expectHarmless(text, path);
    for (const [, column = ''] of text.matchAll(/&lt;script&gt;alert\(&quot;([\w.]+)&quot;/g))
      seen.add(column);
  }
  // Of each kind there is a page that shows it, as text.
  for (const kind of [
    ...[
      'activities.name',
      'activities.description',
      'comments.text',
      'gear.nickname',
      'laps.name',
      'photos.caption',
    ],
    ...['segments.name', 'kudos.firstname', 'sync_runs.error', 'coverage.reason'],
  ])
    expect(seen).toContain(kind);
});
