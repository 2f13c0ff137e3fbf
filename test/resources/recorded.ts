import { expect } from 'vitest';
import { resources } from '../../src/resources/index.ts';
import type { AnyResource } from '../../src/resources/resource.ts';
import { worldOf } from '../sync/world-of.ts';
import { ATHLETE } from './storing.ts';
import { idOf, isObject } from './told.ts';

type Json = Record<string, unknown>;

/** A true answer of a resource, and of which item it is. */
export interface Recorded {
  resource: AnyResource;
  item: string;
  answer: unknown;
}

/** The first points of each stream: what is odd in one does not need an hour of them. */
const briefly = (streams: Json) =>
  Object.fromEntries(
    Object.entries(streams).map(([type, stream]) => {
      const { data } = stream as { data: unknown[] };
      return [type, { ...(stream as object), data: data.slice(0, 50) }];
    }),
  );

const PARTS = ['laps', 'splits_metric', 'best_efforts', 'segment_efforts'];

/** An answer as it is recorded: of the athlete that the tests are about, and no longer than it has to be. */
const AS_RECORDED: Record<string, (answer: Json) => unknown> = {
  athlete: (answer) => ({ ...answer, id: ATHLETE }),
  streams: briefly,
  activity(answer) {
    for (const part of PARTS) expect((answer[part] as unknown[]).length, part).toBeGreaterThan(0);
    return answer;
  },
};

async function record(): Promise<Recorded[]> {
  const { app, archive, athleteId, simulator, pass, backfill } = await worldOf(6, {
    brevity: 1,
    environment: { ARCHIVE: resources.map(({ name }) => name).join() },
  });
  const [{ id } = { id: 0 }] = simulator.truth().summaries();
  for (const kind of ['photo', 'photo', 'video'] as const) simulator.addPhoto(id, kind);
  await pass();
  await backfill();
  const client = app.passContext.clientFor(athleteId);
  const select = "SELECT item FROM coverage WHERE resource = ? AND status = 'done' AND item <> 'whole'";
  const itemsOf = (name: string) => archive.$client.prepare(select).pluck().all(name) as string[];
  const one = async (resource: AnyResource): Promise<Recorded> => {
    const { name, plan, reads } = resource;
    const as = reads === 'text' ? 'text' : 'json';
    const answers = await Promise.all(
      itemsOf(name).map(async (item) => ({ item, ...(await client.get(resource.request(item, 1), { as })) })),
    );
    // The richest of all.
    const [best] = answers.toSorted((a, b) => b.raw.length - a.raw.length);
    if (!best) throw new Error(`Nothing of ${name} is in the simulated world.`);
    const json = best.json as Json;
    return {
      resource,
      item: plan === 'item' ? best.item : String(ATHLETE),
      answer: as === 'text' ? best.raw : (AS_RECORDED[name]?.(json) ?? json),
    };
  };
  return Promise.all(resources.filter(({ reads }) => reads !== 'file').map(one));
}

let known: Promise<Recorded[]> | undefined;

/** An answer of every resource, as the simulated Strava gives it; asked for once, by the running test. */
export const recordings = (): Promise<Recorded[]> => {
  known ??= record();
  return known;
};

const isThere = (json: Json, field: string) => (json[field] ?? null) !== null;
const hasId = ({ id }: Json, item: string) => id === item || String(idOf(id)) === item;

const hasZones = (kind: unknown) => isObject(kind) && Array.isArray(kind.zones) && kind.zones.some(isObject);

/** What is an answer of a resource, where it is not just any list, or an object with its id. */
const ANSWERS: Record<string, (json: Json, recorded: Recorded) => boolean> = {
  stats: (json, { answer }) =>
    Object.keys(answer as Json).some((field) => field.endsWith('_totals') && isThere(json, field)),
  athlete_zones: (json) => Object.values(json).some(hasZones),
  streams: (json, { answer }) => Object.keys(answer as Json).some((field) => isThere(json, field)),
  activity: (json, { item }) => hasId(json, item) && Number(json.resource_state) >= 3,
  route: (json, { item }) => hasId(json, item) && Number(json.resource_state) >= 3,
  segment: (json, { item }) => hasId(json, item) && Number(json.resource_state) >= 3,
};

/** Whether JSON is an answer to what was asked for: of the right kind, with the right id, rich enough. */
export function isAnswer(recorded: Recorded, json: unknown): boolean {
  const { resource, item, answer } = recorded;
  if (resource.reads === 'text') return typeof json === 'string';
  if (Array.isArray(answer)) return Array.isArray(json);
  if (!isObject(json)) return false;
  return ANSWERS[resource.name]?.(json, recorded) ?? hasId(json, item);
}
