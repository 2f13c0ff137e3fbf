import { pathOf, unpack } from './track.ts';

const [WIDTH, HEIGHT, MARGIN] = [480, 360, 14];

/** Where an activity went, north up. */
export function TrackPicture({ line, label }: { line: Buffer; label: string }) {
  const path = pathOf(unpack(line), { width: WIDTH - 2 * MARGIN, height: HEIGHT - 2 * MARGIN });
  return (
    <svg
      class="chart track"
      viewBox={`${-MARGIN} ${-MARGIN} ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
    >
      <path d={path} />
    </svg>
  );
}
