/** Sums and groups of lists, as the expectations of the views need them. */

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The sum of what is known; null where nothing is. */
export function sumOf<Each>(list: readonly Each[], of: (each: Each) => number | null): number | null {
  const known = list.map(of).filter((each) => each !== null);
  return known.length === 0 ? null : sum(known);
}

/** The largest of what is known; null where nothing is. */
export function mostOf<Each>(list: readonly Each[], of: (each: Each) => number | null): number | null {
  const known = list.map(of).filter((each) => each !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** A list by what its elements have in common, in the order in which that first came. */
export function groupsOf<Each>(list: readonly Each[], keyOf: (each: Each) => unknown): Each[][] {
  const groups = new Map<string, Each[]>();
  for (const each of list) {
    const key = JSON.stringify(keyOf(each));
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}

/** All but what is null. */
export const knownOf = <Value>(values: readonly (Value | null)[]): Value[] =>
  values.filter((each) => each !== null);
