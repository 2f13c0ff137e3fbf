import type { Quantity } from '../format/quantity.ts';
import { dayOfYear, scale, ticks } from './scale.ts';

/** On an axis, decimals that say nothing are left out. */
const wholeOf = ({ value, unit }: Quantity, hasUnit: boolean) =>
  value.replace(/\.0+$/, '') + (hasUnit && unit ? `\u00a0${unit}` : '');

/** A year as it grew: the sum on each day that added something. */
export interface GrowingYear {
  year: number;
  points: readonly { month_day: string; value: number }[];
}

const [WIDTH, HEIGHT] = [760, 280];
const [LEFT, RIGHT, TOP, BOTTOM] = [76, 44, 10, 24];
const LAST_DAY = 365;
const MONTHS = ['Jan', 'Mar', 'May', 'Jul', 'Sep', 'Nov'];

/** Steps: between two days with something, nothing was added. */
function pathOf(
  year: GrowingYear,
  end: number,
  x: (day: number) => number,
  y: (value: number) => number,
): string {
  let last = y(0);
  let path = `M${x(0)} ${last}`;
  for (const { month_day, value } of year.points) {
    const next = y(value);
    if (next === last) continue;
    path += `H${x(dayOfYear(month_day))}V${next}`;
    last = next;
  }
  return `${path}H${x(end)}`;
}

/** Nearer to one another than this, names could not be read. */
const APART = 12;

/** The years that have room for their names at their ends, this one first, then the newest. */
function named(ends: readonly { year: number; height: number; isOver: boolean }[]): Set<number> {
  const placed: (typeof ends)[number][] = [];
  for (const end of ends.toSorted((a, b) => b.year - a.year))
    if (placed.every(({ height, isOver }) => isOver !== end.isOver || Math.abs(height - end.height) >= APART))
      placed.push(end);
  return new Set(placed.map(({ year }) => year));
}

/**
 * Each year as a line, this one bold and up to today, the last one medium.
 * @param today the local day. @param tell a value of the axis in words.
 */
export function CumulativeChart({ years, today, label, tell }: CumulativeProps) {
  const lastOf = ({ points }: GrowingYear) => points.at(-1)?.value ?? 0;
  const most = Math.max(1, ...years.map(lastOf));
  const x = scale([0, LAST_DAY], [LEFT, WIDTH - RIGHT]);
  const y = scale([0, most], [HEIGHT - BOTTOM, TOP]);
  const thisYear = Number(today.slice(0, 4));
  const rankOf = (year: number) => (year === thisYear ? 'this' : year === thisYear - 1 ? 'last' : 'past');
  const names = named(
    years.map((each) => ({ year: each.year, height: y(lastOf(each)), isOver: each.year !== thisYear })),
  );
  return (
    <svg class="chart cumulative" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {ticks(most).map((value, i, all) => (
        <>
          <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(value)} y2={y(value)} />
          <text class="axis y" x={LEFT - 6} y={y(value) + 4} text-anchor="end">
            {wholeOf(tell(value), i === all.length - 1)}
          </text>
        </>
      ))}
      {MONTHS.map((month, i) => (
        <text class="axis" x={x(dayOfYear(`${String(2 * i + 1).padStart(2, '0')}-01`))} y={HEIGHT - 6}>
          {month}
        </text>
      ))}
      {years
        .toSorted((a, b) => a.year - b.year)
        .map((year) => {
          const end = year.year === thisYear ? dayOfYear(today.slice(5)) : LAST_DAY;
          return (
            <g class={`year-${rankOf(year.year)}`}>
              <title>{year.year}</title>
              <path d={pathOf(year, end, x, y)} />
              {names.has(year.year) ? (
                <text class="axis" x={x(end) + 4} y={y(lastOf(year)) + 4}>
                  {year.year}
                </text>
              ) : null}
            </g>
          );
        })}
    </svg>
  );
}

interface CumulativeProps {
  years: readonly GrowingYear[];
  today: string;
  label: string;
  /** A value of the axis; the highest one has its unit beside it. */
  tell(value: number): Quantity;
}
