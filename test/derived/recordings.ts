import fc from 'fast-check';

/** A recording in whole seconds: most steps of one, some longer, some pauses; values that stay as they are, or are lost. */
export interface Recorded {
  time: number[];
  values: (number | null)[];
}

const step = fc.oneof(
  { weight: 12, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 10 }) },
  { weight: 1, arbitrary: fc.integer({ min: 11, max: 200 }) },
  { weight: 1, arbitrary: fc.integer({ min: -30, max: -1 }) },
);

/** @param value what a point may be. */
export const recorded = (value: fc.Arbitrary<number>): fc.Arbitrary<Recorded> =>
  fc.array(fc.tuple(step, fc.option(value, { freq: 12 })), { minLength: 1, maxLength: 120 }).map((points) => {
    let second = 0;
    const time = points.map(([seconds], i) => {
      second += i === 0 ? 0 : seconds;
      return second;
    });
    return { time, values: points.map(([, each]) => each) };
  });

/** As a column: NaN for null. */
export const column = (values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);

/** A value for each second that it held, in parts without a gap, each with its first second. */
export function seconds({ time, values }: Recorded, isValue: (value: number) => boolean) {
  const known = values.flatMap((value, i) =>
    value !== null && isValue(value) ? [{ value, at: time[i] as number }] : [],
  );
  const parts: { from: number; values: number[] }[] = [];
  let isOpen = false;
  known.forEach(({ value, at }, i) => {
    const next = known[i + 1]?.at ?? Number.NaN;
    const length = next - at;
    if (length === 0) return;
    if (!(length > 0 && length <= 10)) {
      isOpen = false;
      return;
    }
    if (!isOpen) parts.push({ from: at, values: [] });
    isOpen = true;
    parts.at(-1)?.values.push(...Array.from({ length }, () => value));
  });
  return parts;
}
