import { pathOf, unpack } from './track.ts';

const BOX = { width: 60, height: 36 };

/** Where an activity went, as small as a word; nothing where it has no line. */
export function Thumbnail({ line, group }: { line: Buffer | null; group: string | null }) {
  const path = line && pathOf(unpack(line), BOX);
  return (
    <svg
      class={`thumb sport-${group ?? 'other'}`}
      viewBox="-2 -2 64 40"
      width="64"
      height="40"
      aria-hidden="true"
    >
      {path ? <path d={path} /> : null}
    </svg>
  );
}
