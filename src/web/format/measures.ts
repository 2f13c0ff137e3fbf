import { grouped, type Quantity, signed, type Units } from './quantity.ts';

export const METRES_PER_MILE = 1609.344;
const METRES_PER_FOOT = 0.3048;
export const METRES_PER_YARD = 0.9144;
const POUNDS_PER_KILO = 1 / 0.45359237;

/** Below this a distance has decimals; from the second on none is worth its place. */
const [NEAR, FAR] = [100, 1_000];

/** How closely: `list` beside others, `page` where it stands alone. */
export type Closeness = 'list' | 'page';

function decimalsOf(number: number, closeness: Closeness): number {
  const size = Math.abs(number);
  if (size >= FAR) return 0;
  return closeness === 'page' && size < NEAR ? 2 : 1;
}

/** A way. @param metres of it. @param sport Strava's `sport_type`: a swim is told in metres or yards. */
export function distance(
  metres: number,
  units: Units,
  { sport, closeness = 'list' }: { sport?: string | null; closeness?: Closeness } = {},
): Quantity {
  if (sport === 'Swim') {
    return units === 'metric'
      ? { value: grouped(metres), unit: 'm' }
      : { value: grouped(metres / METRES_PER_YARD), unit: 'yd' };
  }
  const [number, unit] = units === 'metric' ? [metres / 1_000, 'km'] : [metres / METRES_PER_MILE, 'mi'];
  return { value: grouped(number, decimalsOf(number, closeness)), unit };
}

/** A height or a climb. */
export const elevation = (metres: number, units: Units): Quantity =>
  units === 'metric'
    ? { value: grouped(metres), unit: 'm' }
    : { value: grouped(metres / METRES_PER_FOOT), unit: 'ft' };

export const weight = (kilos: number, units: Units): Quantity =>
  units === 'metric'
    ? { value: grouped(kilos, 1), unit: 'kg' }
    : { value: grouped(kilos * POUNDS_PER_KILO, 1), unit: 'lb' };

export const temperature = (celsius: number, units: Units): Quantity =>
  units === 'metric'
    ? { value: grouped(celsius), unit: '°C' }
    : { value: grouped(celsius * 1.8 + 32), unit: '°F' };

export const heartRate = (beats: number): Quantity => ({ value: grouped(beats), unit: 'bpm' });

/** @param isMeasured `device_watts`; what Strava estimated has a mark. */
export const power = (watts: number, isMeasured: boolean): Quantity => ({
  value: (isMeasured ? '' : '~') + grouped(watts),
  unit: 'W',
});

/** How much more or less, always with its sign, in the unit and with the decimals of what it is a difference of. */
export function difference(amount: number, tell: (amount: number) => Quantity): Quantity {
  const { value, unit } = tell(Math.abs(amount));
  const [, fraction = ''] = value.split('.');
  const number = Number(value.replaceAll('\u202f', ''));
  // A duration has a colon, and no number of its own.
  if (Number.isNaN(number)) return { value: (amount < 0 ? '\u2212' : '+') + value, unit };
  return { value: signed(amount < 0 ? -number : number, fraction.length), unit };
}
