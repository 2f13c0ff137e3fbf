/** The calendar as people reckon, on days such as `2026-11-24` and without SQL. */

const DAY_MS = 86_400_000;

/** The day so many days later. */
export const plusDays = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The Monday of the week that a day is in. */
export const mondayOf = (day: string): string => plusDays(day, -((new Date(day).getUTCDay() + 6) % 7));

/** The ISO week of a day, and its year: weeks counted on from the one with 4 January in it. */
export function weekOf(day: string): { week: string; year: number } {
  const year = Number(plusDays(mondayOf(day), 3).slice(0, 4));
  const first = mondayOf(`${year}-01-04`);
  const number = 1 + (Date.parse(mondayOf(day)) - Date.parse(first)) / (7 * DAY_MS);
  return { week: `${year}-W${String(number).padStart(2, '0')}`, year };
}

/** The calendar day in the zone of the owner at an instant. */
export const dayIn = (timeZone: string, at: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(at));
