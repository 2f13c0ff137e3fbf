import { addDays, mondayOf } from './scale.ts';

const CELL = 13;
const WEEKS = 53;
const TOP = 14;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The values at which a quarter, a half and three quarters of all days are reached. */
function quartersOf(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)] ?? 0);
}

/** The days of the last 53 weeks, a column a week, darker the more they have. */
export function Calendar({ days, today, label, href, tell }: CalendarProps) {
  const first = addDays(mondayOf(today), -7 * (WEEKS - 1));
  const shown = [...days].filter(([day]) => day >= first);
  const quarters = quartersOf(shown.map(([, value]) => value));
  const levelOf = (value: number) => 1 + quarters.filter((quarter) => value > quarter).length;
  const columns = Array.from({ length: WEEKS }, (_, week) => addDays(first, 7 * week));
  return (
    <svg class="chart calendar" viewBox={`0 0 ${WEEKS * CELL} ${7 * CELL + TOP}`} aria-label={label}>
      {columns.map((monday, week) =>
        monday.slice(8) <= '07' ? (
          <text class="axis" x={week * CELL} y={10}>
            {MONTHS[Number(monday.slice(5, 7)) - 1]}
          </text>
        ) : null,
      )}
      {columns.flatMap((monday, week) =>
        Array.from({ length: 7 }, (_, weekday) => {
          const day = addDays(monday, weekday);
          if (day > today) return null;
          const value = days.get(day);
          const cell = (
            <rect
              class={value === undefined ? 'day-0' : `day-${levelOf(value)}`}
              x={week * CELL + 1}
              y={TOP + weekday * CELL + 1}
              width={CELL - 2}
              height={CELL - 2}
            />
          );
          if (value === undefined) return cell;
          return (
            <a href={href(day)} tabindex={-1}>
              <title>{`${day}: ${tell(value)}`}</title>
              {cell}
            </a>
          );
        }),
      )}
    </svg>
  );
}

interface CalendarProps {
  /** What a day has, by its local day. */
  days: ReadonlyMap<string, number>;
  today: string;
  label: string;
  href(day: string): string;
  tell(value: number): string;
}
