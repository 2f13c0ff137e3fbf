import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseExactly } from './activity-asking.ts';
import { ask, problemOf } from './asking.ts';
import { type Simulator, startSimulator } from './index.ts';

let simulator: Simulator;
let token: string;
let list: string;

beforeEach(async () => {
  simulator = await startSimulator({ activities: 1 });
  const grant = simulator.grant();
  token = grant.accessToken;
  list = `/athletes/${grant.athleteId}/routes`;
});
afterEach(() => simulator.close());

const exactly = async (path: string, as = token) =>
  parseExactly(await (await ask(simulator, path, as)).text());

describe('the routes', () => {
  test('are listed newest first, by pages, with ids that no double can hold', async () => {
    const all = simulator.truth().routes();
    expect(all.length).toBeGreaterThan(5);
    expect(await exactly(list)).toEqual(all);
    expect(await exactly(`${list}?page=2&per_page=4`)).toHaveLength(all.length - 4);
    expect(await exactly(`${list}?page=3&per_page=4`)).toEqual([]);
    expect(BigInt(Number(all[0]?.id))).not.toBe(all[0]?.id);
  });

  test.each(['?per_page=201', '?per_page=0', '?page=0', '?page=x'])('refuse %s', async (query) => {
    expect((await ask(simulator, list + query, token)).status).toBe(400);
  });

  test('have a detail that says the same, and the whole way', async () => {
    for (const brief of simulator.truth().routes()) {
      const { map, ...detail } = (await exactly(`/routes/${brief.id_str}`)) as Record<string, object>;
      const { map: _, resource_state, ...rest } = brief;
      expect(resource_state).toBe(2);
      expect(detail).toMatchObject({ ...rest, resource_state: 3 });
      expect(map).toMatchObject({ polyline: expect.stringMatching(/^.{40}/) });
    }
  });

  test('can be had as files', async () => {
    const [route = expect.fail('no route')] = simulator.truth().routes();
    const answer = await ask(simulator, `/routes/${route.id_str}/export_gpx`, token);
    expect(answer.headers.get('content-type')).toBe('application/gpx+xml');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="strava_.*\.gpx"; filename\*=UTF-8''/,
    );
    expect(await answer.text()).toBe(simulator.truth().routeGpx(route.id));
  });

  test('that are private are not there without read_all, and none are another athlete’s to see', async () => {
    const { accessToken } = simulator.grant({ scopes: ['read'] });
    const hidden =
      simulator
        .truth()
        .routes()
        .find((route) => route.private) ?? simulator.addRoute({ private: true });
    expect(JSON.stringify(await (await ask(simulator, list, accessToken)).json())).not.toContain(
      String(hidden.id),
    );
    for (const path of [`/routes/${hidden.id}`, `/routes/${hidden.id}/export_gpx`]) {
      expect(await problemOf(await ask(simulator, path, accessToken))).toEqual([404, 'Route/id/not found']);
      expect((await ask(simulator, path, token)).status).toBe(200);
    }
    expect((await ask(simulator, '/athletes/1/routes', token)).status).toBe(403);
  });

  test('follow what the athlete does', () => {
    const { id } = simulator.addRoute({ name: 'New', private: true });
    expect(simulator.truth().routes()[0]).toMatchObject({ id, name: 'New', private: true });
    const before = simulator.truth().routeGpx(id);
    simulator.editRoute(id, { seed: 3, starred: true });
    expect(simulator.truth().route(id)).toMatchObject({ id, starred: true });
    expect(simulator.truth().routeGpx(id)).not.toBe(before);
    simulator.removeRoute(id);
    expect(() => simulator.truth().route(id)).toThrow('no route');
  });
});
