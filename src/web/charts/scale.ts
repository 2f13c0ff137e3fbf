/** A linear way from values to places in a picture. */
export const scale =
  (from: readonly [number, number], to: readonly [number, number]) =>
  (value: number): number => {
    const [low, high] = from;
    const share = high === low ? 0 : (value - low) / (high - low);
    return Math.round((to[0] + share * (to[1] - to[0])) * 10) / 10;
  };

/** Values for the lines of an axis from nothing up to `most`: steps of 1, 2 or 5 times a power of ten, at most so many. */
export function ticks(most: number, atMost = 5): number[] {
  if (!(most > 0)) return [0];
  const power = 10 ** Math.floor(Math.log10(most / atMost));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => most / each <= atMost) ?? power * 10;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => Math.round(i * step * 1e6) / 1e6);
}

const DAY_MS = 86_400_000;

/** The number of a `month_day` `11-24` in a year that has a 29th of February, from 0: the same for every year. */
export function dayOfYear(monthDay: string): number {
  return Math.round((Date.parse(`2024-${monthDay}T00:00:00Z`) - Date.parse('2024-01-01T00:00:00Z')) / DAY_MS);
}

/** The local day so many days after another. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The Monday of a local day's week. */
export const mondayOf = (day: string): string =>
  addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
