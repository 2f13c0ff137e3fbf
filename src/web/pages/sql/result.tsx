import type { Value } from '../../../ask/messages.ts';
import type { Answered } from '../../asking.ts';
import { type Bar, Bars } from '../../charts/bars.tsx';
import { Plot, type Series } from '../../charts/plot.tsx';
import { placeOf, timeMarks } from '../../charts/time-axis.ts';
import { grouped } from '../../format/quantity.ts';

/** More points than there is room for are no picture. */
const MOST_POINTS = 2_000;
const MOST_BARS = 80;
const MOST_SERIES = 3;

const isNumber = (value: Value | undefined): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

/** Numbers as they are: this is what SQL says, not what a page makes of it. */
function Cell({ value }: { value: Value }) {
  if (value === null) return <td class="muted">NULL</td>;
  if (value instanceof Uint8Array) return <td class="muted">{value.length} bytes</td>;
  if (isNumber(value)) return <td class="num">{String(value)}</td>;
  return <td dir="auto">{value}</td>;
}

/** The rows of an answer. */
export function ResultTable({ columns, rows }: Pick<Answered, 'columns' | 'rows'>) {
  const isNumeric = columns.map((_, i) => rows.some((row) => isNumber(row[i] ?? undefined)));
  return (
    <section class="box" tabindex={0} aria-label="Result">
      <table class="result">
        <thead>
          <tr>
            {columns.map((name, i) => (
              <th scope="col" class={isNumeric[i] ? 'num' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((value) => (
                <Cell value={value} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const DAY = /^\d{4}(-\d\d(-\d\d)?)?$/;
const wholeDay = (text: string) => `${text}-01-01`.slice(0, 10);

/** The columns of numbers beside the first one. */
const numericOf = ({ columns, rows }: Answered) =>
  columns
    .map((name, i) => ({ name, i }))
    .filter(
      ({ i }) =>
        i > 0 &&
        rows.some((row) => isNumber(row[i])) &&
        rows.every((row) => row[i] === null || isNumber(row[i])),
    )
    .slice(0, MOST_SERIES);

/** A picture of an answer, where it has one: its first column from left to right, its numbers upwards. */
export function ResultChart({ answered }: { answered: Answered }) {
  const { columns, rows } = answered;
  const numeric = numericOf(answered);
  const [name = '', first] = [columns[0], rows[0]?.[0]];
  if (numeric.length === 0 || rows.length < 2 || rows.length > MOST_POINTS) return null;
  const isTime = rows.every(([at]) => typeof at === 'string' && DAY.test(at));
  const isPlace = rows.every(([at]) => isNumber(at));
  if (isTime || isPlace) {
    const at = (value: Value | undefined) => (isTime ? placeOf(wholeDay(String(value))) : Number(value ?? 0));
    const days = isTime ? rows.map(([day]) => wholeDay(String(day))).sort() : [];
    const marks = isTime ? timeMarks(days[0] ?? '', days.at(-1) ?? '') : [];
    const tell = (value: number) => grouped(value, Math.abs(value) < 10 ? 1 : 0);
    // Of each its own, since nobody knows whether they are of one unit.
    return numeric.map(({ name: label, i }) => {
      const points = rows
        .flatMap((row): [number, number][] => (isNumber(row[i]) ? [[at(row[0]), Number(row[i])]] : []))
        .sort((a, b) => a[0] - b[0]);
      const series: Series = { name: label, color: 'series-0', kind: 'line', points };
      return (
        <figure>
          <figcaption>{label}</figcaption>
          <Plot label={`${label} by ${name}`} series={[series]} marks={marks} tell={tell} />
        </figure>
      );
    });
  }
  if (typeof first !== 'string' || rows.length > MOST_BARS) return null;
  const [{ i, name: label } = { i: 1, name: '' }] = numeric;
  const bars = rows.map((row): Bar => {
    const value = Number(row[i] ?? 0);
    return {
      title: `${String(row[0])}: ${String(row[i])}`,
      parts: [{ color: 'fill-accent', value: Math.max(0, value) }],
    };
  });
  return <Bars bars={bars} label={`${label} by ${name}`} />;
}
