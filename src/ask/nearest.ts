// Two letters may always be wrong, and of a long name two fifths.
const FAULTS = 2;
const SHARE = 0.4;

/** How many letters are to be put in, left out, changed or swapped with the next. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const ways = [(row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1)];
      if (isSwapped) ways.push((before[j - 2] ?? 0) + 1);
      row.push(Math.min(...ways));
    }
    before = last;
    last = row;
  }
  return last[other.length] ?? 0;
}

/** The name that was probably meant; undefined where none is like it. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(FAULTS, Math.floor(name.length * SHARE)) + 1;
  for (const each of names) {
    const faults = distance(name.toLowerCase(), each.toLowerCase());
    if (faults >= least) continue;
    best = each;
    least = faults;
  }
  return best;
}
