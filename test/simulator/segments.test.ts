import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, problemOf } from './asking.ts';
import { type Simulator, startSimulator } from './index.ts';

let simulator: Simulator;
let token: string;

beforeEach(async () => {
  simulator = await startSimulator({ activities: 20 });
  token = simulator.grant().accessToken;
});
afterEach(() => simulator.close());

/** The segments of all efforts. */
const ridden = () => {
  const truth = simulator.truth();
  const efforts = truth.summaries().flatMap(({ id }) => truth.detail(id).segment_efforts);
  return efforts.map(({ segment }) => segment as { id: number; private: boolean });
};

describe('a segment', () => {
  test('that an effort names says the same of itself, and more', async () => {
    const [brief = expect.fail('no segment')] = ridden();
    const answer = (await (await ask(simulator, `/segments/${brief.id}`, token)).json()) as object;
    expect(answer).toEqual(simulator.truth().segment(brief.id));
    expect(answer).toMatchObject({ ...brief, resource_state: 3 });
    expect(answer).toHaveProperty('athlete_segment_stats.effort_count');
  });

  test('is not found when there is none', async () => {
    for (const id of [1, 1_100_001, 99_999_999])
      expect(await problemOf(await ask(simulator, `/segments/${id}`, token))).toEqual([
        404,
        'Segment/id/not found',
      ]);
  });

  test('without read_all has nothing of the athlete’s own, and private ones are not there', async () => {
    const { accessToken } = simulator.grant({ scopes: ['read'] });
    const open = ridden().find((each) => !each.private)?.id;
    const hidden = [0, 17, 34].map((number) => 1_100_000 + number * 7_919);
    expect(await (await ask(simulator, `/segments/${open}`, accessToken)).json()).not.toHaveProperty(
      'athlete_segment_stats',
    );
    for (const id of hidden) {
      expect((await ask(simulator, `/segments/${id}`, accessToken)).status).toBe(404);
      expect((await ask(simulator, `/segments/${id}`, token)).status).toBe(200);
    }
  });

  test('is refused without the permission to read', async () => {
    const { accessToken } = simulator.grant({ scopes: ['activity:read'] });
    expect((await ask(simulator, '/segments/1100000', accessToken)).status).toBe(401);
  });
});
