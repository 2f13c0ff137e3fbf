import { athlete } from '../../src/resources/athlete.ts';
import type { AnyResource } from '../../src/resources/resource.ts';
import { athleteStats } from '../../src/resources/stats.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';

export const ATHLETE_ID = 4_711;

const item = String(ATHLETE_ID);

/** Where and when an answer arrives. */
export interface Arrival {
  fetchedAt?: string;
  capturedOn?: string;
}

function store(resource: AnyResource, archive: Db, raw: string, arrival: Arrival): void {
  const { fetchedAt = '2026-11-24T10:00:00Z', capturedOn = '2026-11-24' } = arrival;
  const keep = resource.accept(item, JSON.parse(raw));
  const key = { athleteId: ATHLETE_ID, resource: resource.name, item };
  const received = { key, athleteId: ATHLETE_ID, item, position: 1, raw, fetchedAt, capturedOn };
  immediate(archive, () => keep(archive, received));
}

/** Stores the text of an answer as the runner would: checked, then written in one transaction. */
export const storeAthlete = (archive: Db, raw: string, arrival: Arrival = {}): void =>
  store(athlete, archive, raw, arrival);

/** Stores the text of an answer as the runner would: checked, then written in one transaction. */
export const storeStats = (archive: Db, raw: string, arrival: Arrival = {}): void =>
  store(athleteStats, archive, raw, arrival);
