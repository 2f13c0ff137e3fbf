/** Metres or feet, as the athlete has chosen at Strava. */
export type Units = 'metric' | 'imperial';

/** A number as people read it, and its unit beside it. */
export interface Quantity {
  value: string;
  /** Empty where the value says it by itself, as `1:08:12` does. */
  unit: string;
}

const NARROW = '\u202f';
const MINUS = '\u2212';
/** Keeps number and unit on one line. */
const NO_BREAK = '\u00a0';

/** Digits in groups of three, a point before the decimals, and a minus that is as wide as a plus. */
export function grouped(number: number, decimals = 0): string {
  const [whole = '', fraction] = Math.abs(number).toFixed(decimals).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, NARROW);
  const isZero = !/[1-9]/.test(whole + (fraction ?? ''));
  const sign = number < 0 && !isZero ? MINUS : '';
  return sign + digits + (fraction === undefined ? '' : `.${fraction}`);
}

/** With its sign, whichever it is; nothing before a zero. */
export function signed(number: number, decimals = 0): string {
  const text = grouped(number, decimals);
  return /^[0.\u202f]*$/.test(text) || text.startsWith(MINUS) ? text : `+${text}`;
}

/** Both on one line. */
export const asText = ({ value, unit }: Quantity): string => (unit === '' ? value : value + NO_BREAK + unit);
