import { describe, expect, test } from 'vitest';
import { parseJson } from '../../src/json.ts';
import type { AnyResource, Paging } from '../../src/resources/resource.ts';
import { defineResource, listAnswer } from '../../src/resources/resource.ts';
import type { ApiRequest, StravaClient } from '../../src/strava/client.ts';
import { readOn } from '../../src/sync/pages.ts';
import { newArchive } from '../archive/open-archive.ts';

const thing: AnyResource = defineResource({
  name: 'things',
  plan: 'item',
  request: (id) => ({ path: `/activities/${id}/things`, query: { page_size: 2 } }),
  answer: listAnswer,
  store: () => ({ note: null }),
});

/** Reads pages that come in this order, whatever is asked for. @returns the elements, and the queries. */
async function read(pages: string[], expected: number, next?: Paging['next']) {
  const asked: ApiRequest[] = [];
  const answer = (raw = '[]') => ({ json: parseJson(raw), raw, fetchedAt: asked.length });
  const client: StravaClient = {
    spending: { requests: 0, retries: 0 },
    get: async (request) => {
      asked.push(request);
      return answer(pages[asked.length]);
    },
  };
  const context = {
    ...{ athleteId: 7, client, archive: newArchive(), resources: [], zone: undefined },
    ...{ now: Date.now, isConnected: () => true, isGranted: () => true },
  };
  const paging = { expected: () => expected, next: next ?? ((_: unknown, page: number) => ({ page })) };
  const candidate = { resource: thing, item: '42', itemDate: null, position: 1 };
  const { raw } = await readOn(candidate, paging, answer(pages[0]), context);
  return { raw, queries: asked.map(({ query }) => query) };
}

describe('an item that comes by pages', () => {
  test('costs as many requests as its count needs', async () => {
    expect(await read(['[1,2]'], 2)).toEqual({ raw: '[1,2]', queries: [] });
    expect(await read(['[1,2]', '[3]'], 3)).toEqual({ raw: '[1,2,3]', queries: [{ page: 2 }] });
  });

  test('ends at an empty page where the count is not reached', async () => {
    expect(await read(['[1,2]'], 3)).toEqual({ raw: '[1,2]', queries: [{ page: 2 }] });
    expect(await read(['[]'], 3)).toEqual({ raw: '[]', queries: [] });
  });

  test('ends where the same comes again', async () => {
    expect(await read(['[1]', '[1]', '[1]'], 9)).toEqual({ raw: '[1]', queries: [{ page: 2 }] });
  });

  test('is kept to the letter', async () => {
    expect((await read(['[{"a": 1.0}]', '[ 3112345678901234567 ]'], 2)).raw).toBe(
      '[{"a": 1.0},3112345678901234567]',
    );
  });

  test('goes on by what the last element says, and ends where that says nothing', async () => {
    const next = (elements: readonly unknown[]) => {
      const last = elements.at(-1) as { cursor?: string };
      return last.cursor === undefined ? undefined : { after_cursor: last.cursor };
    };
    const pages = ['[{"n":1,"cursor":"a%3D"}]', '[{"n":2}]', '[{"n":3}]'];
    expect((await read(pages, 9, next)).queries).toEqual([{ after_cursor: 'a%3D' }]);
  });

  test('asks once more for a later page that is none, and for no other', async () => {
    const { raw, queries } = await read(['[1]', '{"message":"odd"}', '[2]', '[3]'], 3);
    expect(raw).toBe('[1,2,3]');
    expect(queries).toEqual([{ page: 2 }, { page: 2 }, { page: 3 }]);
  });

  test('is no answer where a later page is none twice', async () => {
    const odd = '{"message":"odd"}';
    expect(await read(['[1]', odd, odd, '[2]'], 9)).toMatchObject({ raw: odd, queries: [{}, {}] });
  });
});
