import { scale } from './scale.ts';

/** A line over the way: places from the left, values from below. */
export interface ProfileLine {
  label: string;
  points: readonly (readonly [at: number, value: number])[];
  /** How a value of its axis is told. */
  tell(value: number): string;
  kind: 'area' | 'line';
  /** The class of its colour. */
  color: string;
}

const [WIDTH, HEIGHT] = [760, 110];
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 8, 8, 8];

/** One line over the whole way. */
export function Profile({ line }: { line: ProfileLine }) {
  const { points, label, tell, kind, color } = line;
  if (points.length < 2) return null;
  const values = points.map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const ends = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 1] as const;
  const x = scale(ends, [LEFT, WIDTH - RIGHT]);
  const y = scale([low, high], [HEIGHT - BOTTOM, TOP]);
  const path = points.map(([at, value]) => `${x(at)} ${y(value)}`).join('L');
  return (
    <svg class={`chart profile ${color}`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {[low, high].map((value) => (
        <text class="axis" x={LEFT - 6} y={y(value) + 4} text-anchor="end">
          {tell(value)}
        </text>
      ))}
      {kind === 'area' ? (
        <path class="area" d={`M${x(ends[0])} ${HEIGHT}L${path}L${x(ends[1])} ${HEIGHT}Z`} />
      ) : null}
      <path class="line" d={`M${path}`} />
    </svg>
  );
}
