import { expect } from 'vitest';
import type { Secret } from '../../src/secret.ts';
import { createPages } from '../../src/web/app.tsx';
import type { House } from '../../src/web/page.ts';
import { archiveAll, historyOf, type WorldOptions } from '../sync/history-world.ts';

/** What others may have written. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '"\'><img src=x onerror=alert(1)>',
  '\u202Eright to left',
  '𝕏'.repeat(100),
  '</title><svg onload=alert(1)>',
  '`alert(1)` \u2028 &amp;',
];

interface LookOptions extends Omit<WorldOptions, 'activities'> {
  activities?: number;
  password?: Secret;
  questionMs?: number;
  house?: Partial<House>;
}

/** A small life with hostile names, archived whole, and the pages over it. */
export async function lookedAt({
  activities = 14,
  password,
  questionMs,
  house = {},
  ...more
}: LookOptions = {}) {
  const history = await historyOf({ activities, ...more });
  const { simulator, athleteId } = history;
  const own = simulator.world.athleteOf(athleteId).activities;
  for (const [i, name] of HOSTILE.entries()) simulator.editActivity(own[i]?.id ?? 0, { name });
  await archiveAll(history);
  const { archive, clock } = history.app;
  const pages = createPages({
    archive,
    house: {
      ...{ dataDir: history.dataDir, archive: archive.$client.name, zoneSet: 'UTC' },
      ...{ status: undefined, orders: undefined, tiles: undefined, ...house },
    },
    ...{ allowedHosts: [], password, zone: 'UTC', now: () => clock.now() },
    ...(questionMs !== undefined && { questionMs }),
  });
  const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    pages.request(path, { ...init, headers: { host: '127.0.0.1:8788', ...headers } });
  const htmlOf = async (path: string) => {
    const answer = await ask(path);
    expect(answer.status, path).toBe(200);
    return answer.text();
  };
  return {
    ...history,
    ...{ pages, ask, htmlOf },
    named: HOSTILE.map((_, i) => own[i]?.id),
    all: history.truth().summaries(),
  };
}

/** Every address of a page about what is archived, one of each kind. */
export function addressesOf({ sql }: Pick<Awaited<ReturnType<typeof lookedAt>>, 'sql'>): string[] {
  const first = (select: string) => sql<{ id: unknown }>(`SELECT CAST(${select} AS TEXT) AS id`)[0]?.id;
  const one = [
    ['/records/', '(SELECT name FROM personal_records WHERE stands LIMIT 1)'],
    ['/segments/', '(SELECT segment_id FROM segment_records LIMIT 1)'],
    ['/gear/', '(SELECT gear_id FROM gear_usage LIMIT 1)'],
    ['/trends/', '(SELECT max(year) FROM yearly_totals)'],
    ['/activities/', '(SELECT max(id) FROM activities)'],
  ] as const;
  return [
    ...[
      '/',
      '/activities',
      '/map',
      '/records',
      '/segments',
      '/gear',
      '/trends',
      '/archive',
      '/archive/changes',
      '/sql',
    ],
    '/sql/weekly-totals',
    ...['versions', 'raw'].map((part) => `/activities/${first('(SELECT max(id) FROM activities)')}/${part}`),
    ...one.flatMap(([path, select]) => {
      const id = first(select);
      return typeof id === 'string' ? [path + encodeURIComponent(id)] : [];
    }),
  ];
}
