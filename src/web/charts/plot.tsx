import { scale } from './scale.ts';

/** Points that belong together. */
export interface Series {
  name: string;
  /** Its colour, `series-0` … or one of a sport. */
  color: string;
  /** `steps` hold their value until the next one. */
  kind: 'steps' | 'line' | 'dots';
  points: readonly (readonly [x: number, y: number])[];
}

/** A mark on an axis. */
export interface Mark {
  at: number;
  text: string;
}

const [WIDTH, HEIGHT] = [760, 240];
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 16, 12, 26];
const DOT = 2.5;

const rangeOf = (values: readonly number[]): readonly [number, number] =>
  values.reduce<readonly [number, number]>(
    ([low, high], each) => [Math.min(low, each), Math.max(high, each)],
    [Infinity, -Infinity],
  );

/** Between marks of time, seconds: what a clock is read by. */
const CLOCK_STEPS = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 14_400, 36_000,
];

/** A step of 1, 2 or 5 times a power of ten, or of a clock, by which a span has at most so many marks. */
function stepOf(span: number, isTime: boolean, most = 5): number {
  const power = 10 ** Math.floor(Math.log10(span / most));
  const steps = isTime ? CLOCK_STEPS : [1, 2, 5, 10].map((each) => each * power);
  return steps.find((each) => span / each <= most) ?? power * 10;
}

/** Marks between two values. */
function marksBetween(low: number, high: number, tell: (value: number) => string, isTime: boolean): Mark[] {
  if (!(high > low)) return [{ at: low, text: tell(low) }];
  const step = stepOf(high - low, isTime);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => {
    const at = Math.round((first + i) * step * 1e6) / 1e6;
    return { at, text: tell(at) };
  });
}

function pathOf({ kind, points }: Series, x: (at: number) => number, y: (at: number) => number): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const start = `M${x(first[0])} ${y(first[1])}`;
  if (kind === 'steps') return start + rest.map((point) => `H${x(point[0])}V${y(point[1])}`).join('');
  if (kind === 'line') return start + rest.map((point) => `L${x(point[0])} ${y(point[1])}`).join('');
  // All dots are one path: as circles of their own they would weigh ten times as much.
  return points
    .map(
      (point) =>
        `M${x(point[0]) - DOT} ${y(point[1])}a${DOT} ${DOT} 0 1 0 ${2 * DOT} 0a${DOT} ${DOT} 0 1 0 ${-2 * DOT} 0`,
    )
    .join('');
}

/** Series over an axis of places, with marks of both. */
export function Plot({
  label,
  series,
  marks,
  tell,
  isLog = false,
  isTime = false,
  isLessHigher = false,
}: PlotProps) {
  const all = series.flatMap(({ points }) => points);
  if (all.length === 0) return null;
  const along = isLog ? Math.log10 : (at: number) => at;
  const [low, high] = rangeOf(all.map(([, value]) => value));
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  const ends = rangeOf(all.map(([at]) => along(at)));
  const place = scale(ends, [LEFT, WIDTH - RIGHT]);
  const x = (at: number) => place(along(at));
  const y = scale(
    [low - margin, high + margin],
    isLessHigher ? [TOP, HEIGHT - BOTTOM] : [HEIGHT - BOTTOM, TOP],
  );
  return (
    <svg class="chart plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {marksBetween(low, high, tell, isTime).map(({ at, text }) => (
        <>
          <line class="grid" x1={LEFT} x2={WIDTH - RIGHT} y1={y(at)} y2={y(at)} />
          <text class="axis y" x={LEFT - 6} y={y(at) + 4} text-anchor="end">
            {text}
          </text>
        </>
      ))}
      {marks
        .filter(({ at }) => along(at) >= ends[0] && along(at) <= ends[1])
        .map(({ at, text }) => (
          <text class="axis" x={x(at)} y={HEIGHT - 6} text-anchor="middle">
            {text}
          </text>
        ))}
      {series.map((each) => (
        <g class={each.color}>
          <title>{each.name}</title>
          <path class={each.kind === 'dots' ? 'dots' : 'line'} d={pathOf(each, x, y)} />
        </g>
      ))}
    </svg>
  );
}

interface PlotProps {
  label: string;
  series: readonly Series[];
  /** Of the axis below. */
  marks: readonly Mark[];
  /** A value of the axis on the left. */
  tell(value: number): string;
  /** Places are told by their logarithm. */
  isLog?: boolean;
  /** What stands upwards are seconds. */
  isTime?: boolean;
  /** Less is better, as of a pace, and stands higher. */
  isLessHigher?: boolean;
}

/** What the colours of a plot mean. */
export function Legend({ series }: { series: readonly Pick<Series, 'name' | 'color'>[] }) {
  return (
    <p class="legend">
      {series.map(({ name, color }) => (
        <span class={color}>
          <i /> {name}
        </span>
      ))}
    </p>
  );
}
