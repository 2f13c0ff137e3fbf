import type { Mark } from './plot.tsx';

const DAY_MS = 86_400_000;

/** A local day as a place on an axis: whole days. */
export const placeOf = (day: string): number => Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / DAY_MS;

/** The place where a year begins. */
const yearAt = (year: number) => Date.UTC(year, 0, 1) / DAY_MS;

/** Marks at the beginning of years, as many as fit; of months where there are less than two. */
export function timeMarks(first: string, last: string): Mark[] {
  const [from, to] = [Number(first.slice(0, 4)), Number(last.slice(0, 4))];
  if (to - from < 2) return monthMarks(first, last);
  const step = Math.ceil((to - from) / 8);
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => {
    const year = from + i * step;
    return { at: yearAt(year), text: String(year) };
  });
}

function monthMarks(first: string, last: string): Mark[] {
  const months: Mark[] = [];
  const [year, month] = [Number(first.slice(0, 4)), Number(first.slice(5, 7)) - 1];
  const end = placeOf(last);
  for (let i = 0; Date.UTC(year, month + i, 1) / DAY_MS <= end; i++) {
    const at = Date.UTC(year, month + i, 1);
    months.push({ at: at / DAY_MS, text: new Date(at).toISOString().slice(0, 7) });
  }
  const step = Math.ceil(months.length / 8);
  return months.filter((_, i) => i % step === 0);
}
