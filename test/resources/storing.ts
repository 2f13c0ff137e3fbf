import { findItem } from '../../src/archive/coverage.ts';
import { renewItem } from '../../src/archive/plans.ts';
import { parseJson } from '../../src/json.ts';
import { resources } from '../../src/resources/index.ts';
import type { AnyResource, Sweep } from '../../src/resources/resource.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { SWEEPS } from '../../src/sync/deleted.ts';
import { tellingOf } from '../../src/sync/telling.ts';
import { newArchive, rowsOf } from '../archive/open-archive.ts';
import { toWireJson } from '../simulator/wire-json.ts';

export const ATHLETE = 4_711;
export const NOW = '2026-11-24T10:00:00Z';
export const LATER = '2026-11-24T18:30:00Z';

/** An activity as a list gives it. */
export const SUMMARY = {
  resource_state: 2,
  id: 42,
  name: 'Loop 🚴',
  sport_type: 'Ride',
  start_date: '2026-11-20T06:00:00Z',
  start_date_local: '2026-11-20T07:00:00Z',
  timezone: '(GMT+01:00) Europe/Berlin',
  utc_offset: 3_600,
  distance: 12_345.6,
  moving_time: 1_800,
  elapsed_time: 1_900,
  total_elevation_gain: 0,
  manual: false,
  gear_id: null as string | null,
};

/** The same as its own address gives it. */
export const DETAIL = { ...SUMMARY, resource_state: 3, description: 'Wet.', private_note: 'Knee.' };

/** Where and when an answer arrives. */
export interface Arrival {
  fetchedAt?: string;
  /** The day of the owner; that of `fetchedAt` unless given. */
  capturedOn?: string;
  position?: number;
  reachedEnd?: boolean;
  sweep?: Sweep;
}

const keyOf = (resource: string, item: string | number) => ({
  ...{ athleteId: ATHLETE, resource, item: String(item) },
});

/** Stores the text of an answer as the runner would: checked, then written in one transaction. */
export function storeAnswer(
  archive: Db,
  resource: AnyResource,
  id: string | number,
  raw: string,
  arrival: Arrival = {},
): void {
  const {
    fetchedAt = NOW,
    capturedOn = fetchedAt.slice(0, 10),
    position = 1,
    reachedEnd = false,
    sweep = SWEEPS.keep,
  } = arrival;
  const key = keyOf(resource.name, id);
  const keep = resource.accept(key.item, parseJson(raw));
  const received = {
    key,
    athleteId: ATHLETE,
    item: key.item,
    position,
    raw,
    reachedEnd,
    fetchedAt,
    capturedOn,
    sweep,
  };
  const tell = tellingOf({ db: archive, athleteId: ATHLETE, now: fetchedAt }, resources);
  immediate(archive, () => {
    if (resource.plan !== 'item') renewItem(archive, key);
    keep(archive, { ...received, tell });
  });
}

/** An archive of the running test into which answers are stored as the runner would. */
export function storing() {
  const archive = newArchive();
  return {
    archive,
    /** @param answer its text, or what it says; BigInt for long integers. */
    store: (resource: AnyResource, id: string | number, answer: unknown, arrival?: Arrival): void =>
      storeAnswer(archive, resource, id, typeof answer === 'string' ? answer : toWireJson(answer), arrival),
    rows: (table: string, where?: string) => rowsOf(archive, table, where),
    /** A column as text, exactly. */
    exact: (table: string, column: string) =>
      archive.$client.prepare(`SELECT CAST(${column} AS TEXT) FROM ${table} ORDER BY 1`).pluck().all(),
    ledger: (resource: string, item: string | number) => findItem(archive, keyOf(resource, item)),
  };
}
