import { expect, test } from 'vitest';
import { worldOf } from './world-of.ts';

const HOUR_MS = 3_600_000;

test('the zones of an athlete are asked for once a day, and have a row only when they are others', async () => {
  const world = await worldOf(0, { environment: { ARCHIVE: 'athlete,stats,athlete_zones' } });
  const { simulator, clock, pass, sql, truth, athleteId } = world;
  const { detail, heartZones } = simulator.world.athleteOf(athleteId);
  const asked = () => simulator.requestsTo('/api/v3/athlete/zones').length;
  const valid = () =>
    sql('SELECT kind, zone, min, max FROM athlete_zones WHERE valid_to IS NULL ORDER BY kind, zone');
  const expectTruth = () => {
    const { heart_rate, power } = truth().athleteZones();
    const rowsOf = (kind: string, zones: { min: number; max: number }[] = []) =>
      zones.map(({ min, max }, zone) => ({ kind, zone, min, max: max === -1 ? null : max }));
    expect(valid()).toEqual([...rowsOf('heart_rate', heart_rate.zones), ...rowsOf('power', power?.zones)]);
  };
  const rows = () => sql('SELECT * FROM athlete_zones').length;
  const later = async (hours: number) => {
    clock.advance(hours * HOUR_MS);
    expect(await pass()).toMatchObject([{ outcome: 'ok' }]);
    return [asked(), rows()];
  };
  expect(await later(0)).toEqual([1, 12]);
  expectTruth();
  expect(await later(1)).toEqual([1, 12]);
  expect(await later(24)).toEqual([2, 12]);
  detail.ftp = 260;
  expect(await later(24)).toEqual([3, 19]);
  expectTruth();
  detail.ftp = null;
  heartZones.custom_zones = true;
  heartZones.starts = [0, 120, 150, 165, 180];
  expect(await later(24)).toEqual([4, 24]);
  expectTruth();
});

test('they are not asked for without their scope, and hold up nothing', async () => {
  const { simulator, pass, ledger } = await worldOf(0, {
    environment: { ARCHIVE: 'stats,athlete_zones' },
    grant: { scopes: ['read'] },
  });
  expect(await pass()).toMatchObject([{ outcome: 'ok', requests: 1 }]);
  expect(simulator.requestsTo('/api/v3/athlete/zones')).toEqual([]);
  expect(ledger()).toMatchObject({ 'athlete_zones not_applicable': 1 });
});
