import fc from 'fast-check';

/** What comes in place of what should: other types, nests, texts of any kind and length. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, false, '', 'odd', '183', '42', 'x'.repeat(5_000), '\ud83d', 'a\u0000b', '\u2028"\\'],
    ...[0, -0, 1, -1, 1.5, 61.5, 1e300, 2 ** 53, 3112345678901234567n, 2n ** 63n, 10n ** 400n],
    ...[[], {}, [null], [[]], [1, 2], { points: 'abc' }, { id: 1 }, { data: [1] }],
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.integer({ min: 1, max: 1_500 }).map((depth) => {
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { deeper: value };
    return value;
  }),
);

/** A change of an answer at a place: the choice at each depth, and what is done there. */
interface Change {
  path: number[];
  kind: 'replace' | 'remove' | 'repeat' | 'cut' | 'wrap' | 'quote';
  value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  path: fc.array(fc.nat({ max: 200 }), { minLength: 1, maxLength: 4 }),
  kind: fc.constantFrom<Change['kind']>('replace', 'replace', 'remove', 'repeat', 'cut', 'wrap', 'quote'),
  value: odd,
});

export const changes = fc.array(change, { maxLength: 4 });

const isDigits = (value: unknown) => typeof value === 'number' || typeof value === 'bigint';

/** What stands in its place after the change: none, one or several. */
function instead(before: unknown, { kind, value }: Change): unknown[] {
  if (kind === 'remove') return [];
  if (kind === 'repeat') return [before, before];
  if (kind === 'cut' && Array.isArray(before)) return [before.slice(0, before.length / 2)];
  if (kind === 'wrap') return [[before]];
  if (kind === 'quote' && isDigits(before)) return [String(before)];
  return [value];
}

/** The answer with one value changed; where the way ends before its place, what stands there. */
function changed(answer: unknown, { path: [choice = 0, ...path], ...how }: Change): unknown {
  if (typeof answer !== 'object' || answer === null) return how.value;
  const keys = Object.keys(answer);
  const key = keys[choice % Math.max(1, keys.length)];
  if (key === undefined) return how.value;
  const before = (answer as Record<string, unknown>)[key];
  const isHere = path.length === 0 || typeof before !== 'object' || before === null;
  const after = isHere ? instead(before, { path, ...how }) : [changed(before, { path, ...how })];
  if (Array.isArray(answer)) return answer.toSpliced(Number(key), 1, ...after);
  const { [key]: _gone, ...others } = answer as Record<string, unknown>;
  return after.length === 0 ? others : { ...others, [key]: after.at(-1) };
}

/** The answer after all changes, as text on the wire and as it is parsed again. */
export const withChanges = (answer: unknown, all: Change[]): unknown => all.reduce(changed, answer);
