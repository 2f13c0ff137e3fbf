import { expect } from 'vitest';
import { resources } from '../../src/resources/index.ts';
import type { AnyResource } from '../../src/resources/resource.ts';
import { toWireJson } from '../simulator/wire-json.ts';
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

async function record(): Promise<Recorded[]> {
  const { app, athleteId, simulator } = await worldOf(6);
  const client = app.passContext.clientFor(athleteId);
  const truth = simulator.truth();
  const length = ({ id }: { id: number }) => toWireJson(truth.detail(id)).length;
  const [richest] = truth.summaries().toSorted((one, other) => length(other) - length(one));
  const items: Record<string, unknown> = {
    gear: truth.gearIds()[0],
    activity: richest?.id,
    streams: richest?.id,
  };
  return Promise.all(
    resources.map(async (resource) => {
      const { name, plan } = resource;
      const { json } = await client.get(resource.request(String(items[name] ?? athleteId), 1));
      const item = String(plan === 'item' ? items[name] : ATHLETE);
      if (name === 'activity')
        for (const part of PARTS)
          expect((json as Record<string, unknown[]>)[part]?.length, part).toBeGreaterThan(0);
      if (name === 'athlete') return { resource, item, answer: { ...(json as Json), id: ATHLETE } };
      return { resource, item, answer: name === 'streams' ? briefly(json as Json) : json };
    }),
  );
}

let known: Promise<Recorded[]> | undefined;

/** An answer of every resource, as the simulated Strava gives it; asked for once, by the running test. */
export const recordings = (): Promise<Recorded[]> => {
  known ??= record();
  return known;
};

/** Whether JSON is an answer to what was asked for: of the right kind, with the right id, rich enough. */
export function isAnswer({ resource: { name }, item, answer }: Recorded, json: unknown): boolean {
  if (name === 'activities') return Array.isArray(json);
  if (!isObject(json)) return false;
  const isThere = (field: string) => (json[field] ?? null) !== null;
  const fields = Object.keys(answer as Json);
  if (name === 'stats') return fields.some((field) => field.endsWith('_totals') && isThere(field));
  if (name === 'streams') return fields.some(isThere);
  if (json.id !== item && String(idOf(json.id)) !== item) return false;
  return name !== 'activity' || Number(json.resource_state) >= 3;
}
