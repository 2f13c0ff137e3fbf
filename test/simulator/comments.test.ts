import { beforeEach, expect, test } from 'vitest';
import { simulate } from '../support/simulator.ts';
import { pick } from './activity-asking.ts';
import { ask, problemOf } from './asking.ts';
import type { Comment } from './comments.ts';
import type { Simulator } from './index.ts';

let simulator: Simulator;
let token: string;

beforeEach(async () => {
  simulator = await simulate({ activities: 40 });
  token = simulator.grant().accessToken;
});

const some = () => pick(simulator.truth(), ({ comment_count }) => comment_count > 2).id;
const get = async (id: number, query = '') => {
  const answer = await ask(simulator, `/activities/${id}/comments${query}`, token);
  return (await answer.json()) as Comment[];
};

test('comments are those that are counted, as recorded', async () => {
  const id = some();
  const { comment_count } = simulator.truth().detail(id);
  const comments = await get(id);
  expect(comments).toHaveLength(comment_count);
  expect(comments).toEqual(simulator.truth().comments(id));
  expect(comments[0]).toEqual({
    ...{
      id: expect.any(Number),
      activity_id: id,
      post_id: null,
      resource_state: 2,
      text: expect.any(String),
    },
    ...{ mentions_metadata: comments[0]?.mentions_metadata, created_at: expect.stringMatching(/^20.*Z$/) },
    cursor: null,
    athlete: {
      resource_state: 2,
      firstname: expect.any(String),
      lastname: expect.stringMatching(/^[A-Z]\.$/),
    },
    ...{ reaction_count: expect.any(Number), has_reacted: expect.any(Boolean) },
  });
});

test('their pages follow by cursors that are encoded already, to an empty one', async () => {
  const id = some();
  for (let n = 0; n < 5; n++) simulator.addComment(id);
  const all: Comment[] = [];
  let query = '?page_size=2';
  for (;;) {
    const page = await get(id, query);
    if (page.length === 0) break;
    const cursor = page.at(-1)?.cursor ?? '';
    expect(cursor).toMatch(/^(\w|%2B|%2F)+(%3D)*$/);
    query = `?${new URLSearchParams({ page_size: '2', after_cursor: cursor })}`;
    all.push(...page);
  }
  expect(all.map((each) => each.id)).toEqual(
    simulator
      .truth()
      .comments(id)
      .map((each) => each.id),
  );
  expect(all.length).toBeGreaterThan(7);
});

test('a size or a cursor that is none is refused, and who lacks the scope', async () => {
  const [id, few] = [some(), simulator.grant({ scopes: ['read'] }).accessToken];
  for (const query of ['page_size=201', 'page_size=0', 'page_size=2&after_cursor=x=='])
    expect((await ask(simulator, `/activities/${id}/comments?${query}`, token)).status).toBe(400);
  expect(await problemOf(await ask(simulator, `/activities/${id}/comments`, few))).toEqual([
    401,
    'AccessToken/activity:read_permission/missing',
  ]);
  expect((await ask(simulator, '/activities/1/comments', token)).status).toBe(404);
});

test('a comment is added, hidden, removed and restored', async () => {
  const id = some();
  const counted = () => simulator.truth().detail(id).comment_count;
  const before = counted();
  const one = simulator.addComment(id, { text: 'Late' });
  simulator.addComment(id, { hidden: true });
  expect(counted()).toBe(before + 2);
  expect((await get(id)).at(-1)).toMatchObject({ id: one, text: 'Late' });
  expect(await get(id)).toHaveLength(before + 1);
  simulator.removeComment(id, one);
  expect([counted(), (await get(id)).length]).toEqual([before + 1, before]);
  simulator.restoreComment(id, one);
  expect((await get(id)).at(-1)).toMatchObject({ id: one });
  expect(() => simulator.removeComment(id, 1)).toThrow();
});
