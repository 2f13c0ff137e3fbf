import { scale } from './scale.ts';

/** A bar, and the parts that it is made of. */
export interface Bar {
  title: string;
  /** Where it leads. */
  href?: string | undefined;
  /** `color` is a class, such as `fill-run`. */
  parts: readonly { color: string; value: number }[];
  /** What stands under it. */
  label?: string | undefined;
}

const [WIDTH, HEIGHT] = [760, 84];
const GAP = 2;
const LABEL = 16;

/** Bars beside each other, their parts on one another. @param isWhole whether all are as high: shares of one. */
export function Bars({ bars, label, isWhole = false }: BarsProps) {
  const sums = bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
  const most = Math.max(1e-9, ...sums);
  const step = WIDTH / Math.max(1, bars.length);
  const hasLabels = bars.some((bar) => bar.label);
  return (
    <svg
      class="chart bars"
      viewBox={`0 0 ${WIDTH} ${HEIGHT + (hasLabels ? LABEL : 0)}`}
      role={bars.some(({ href }) => href) ? 'graphics-document' : 'img'}
      aria-label={label}
    >
      {bars.map(({ title, href, parts, label: under }, i) => {
        const y = scale([0, isWhole ? sums[i] || 1 : most], [0, HEIGHT - 2]);
        let top = HEIGHT;
        const bar = (
          <>
            <title>{title}</title>
            <rect class="hit" x={i * step} y={0} width={step - GAP} height={HEIGHT} />
            {parts.map(({ color, value }) => {
              const height = y(value);
              top -= height;
              return <rect class={color} x={i * step} y={top} width={step - GAP} height={height} />;
            })}
            {under ? (
              <text class="axis" x={i * step + step / 2} y={HEIGHT + LABEL - 3} text-anchor="middle">
                {under}
              </text>
            ) : null}
          </>
        );
        return href ? (
          <a href={href} tabindex={-1}>
            {bar}
          </a>
        ) : (
          <g>{bar}</g>
        );
      })}
    </svg>
  );
}

interface BarsProps {
  bars: readonly Bar[];
  label: string;
  isWhole?: boolean;
}
