import { findItem, renewItem } from '../../src/archive/coverage.ts';
import { parseJson } from '../../src/json.ts';
import type { AnyResource } from '../../src/resources/resource.ts';
import { immediate } from '../../src/sqlite/open.ts';
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

/** An archive of the running test into which answers are stored as the runner would. */
export function storing() {
  const archive = newArchive();
  const keyOf = (resource: string, item: string | number) => ({
    ...{ athleteId: ATHLETE, resource, item: String(item) },
  });
  return {
    archive,
    /** @param answer its text, or what it says; BigInt for long integers. */
    store(
      resource: AnyResource,
      id: string | number,
      answer: unknown,
      { fetchedAt = NOW, position = 1 } = {},
    ): void {
      const item = String(id);
      const raw = typeof answer === 'string' ? answer : toWireJson(answer);
      const key = keyOf(resource.name, item);
      const keep = resource.accept(item, parseJson(raw));
      const where = { key, athleteId: ATHLETE, item, position, raw, fetchedAt };
      immediate(archive, () => {
        if (resource.plan !== 'item') renewItem(archive, key, fetchedAt);
        keep(archive, { ...where, capturedOn: fetchedAt.slice(0, 10) });
      });
    },
    rows: (table: string, where?: string) => rowsOf(archive, table, where),
    /** A column as text, exactly. */
    exact: (table: string, column: string) =>
      archive.$client.prepare(`SELECT CAST(${column} AS TEXT) FROM ${table} ORDER BY 1`).pluck().all(),
    ledger: (resource: string, item: string | number) => findItem(archive, keyOf(resource, item)),
  };
}
