import { grouped, type Quantity } from './quantity.ts';

const HOUR_S = 3_600;
/** From here on nobody counts minutes. */
const LONG_S = 100 * HOUR_S;

const two = (number: number) => String(number).padStart(2, '0');

/** Whole seconds as `42:10`, `1:08:12`; rounded first, so that no 60 stands behind a colon. */
export function clockOf(seconds: number): string {
  const all = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(all / HOUR_S), Math.floor((all % HOUR_S) / 60), all % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A duration: `42:10`, `1:08:12`, and from 100 hours on `1 010 h`. @param seconds not negative. */
export function duration(seconds: number): Quantity {
  if (seconds >= LONG_S) return { value: grouped(seconds / HOUR_S), unit: 'h' };
  return { value: clockOf(seconds), unit: '' };
}
