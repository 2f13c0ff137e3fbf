import type { Quantity } from '../format/quantity.ts';

/** A number with its unit, smaller and on the same line; a dash for what Strava has not sent. */
export function Measure({ of }: { of: Quantity | undefined }) {
  if (of === undefined) return <span title="Strava sent none">–</span>;
  return (
    <span class="n">
      {of.value}
      {of.unit === '' ? '' : <small>{`\u00a0${of.unit}`}</small>}
    </span>
  );
}

/** Tells what there is; undefined for what there is not. */
export const ifAny = <T,>(value: T | null | undefined, tell: (value: T) => Quantity | undefined) =>
  value === null || value === undefined ? undefined : tell(value);
