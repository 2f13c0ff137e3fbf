/** What goes wrong during a soak, at Strava and on the way to it. Nothing of it costs an authorization or is a 429. */
import { EVERY_FAULT, EVERY_STORM, type FaultKind, type Simulator } from '../../test/simulator/index.ts';
import type { Random } from '../../test/simulator/random.ts';

interface Named {
  readonly name: string;
  readonly kind: FaultKind;
}

const isOneOf = (names: readonly string[]) => (fault: Named) => names.includes(fault.name);
const without = (all: readonly Named[], names: readonly string[]) =>
  all.filter((each) => !isOneOf(names)(each));

const REFUSED = EVERY_STORM.map(({ name }) => name).filter((name) => name.endsWith('429'));
const ANY = without([...EVERY_FAULT, ...EVERY_STORM], ['rotate-then-drop', ...REFUSED]);
/** While a request hangs the time is not skipped, so that hours of it would take long. */
const QUICK = without(ANY, ['hang', 'hang-body']);
/** With the others the answer is lost of what was carried out: of a refresh, the authorization with it. */
const OF_TOKENS = without(EVERY_FAULT, ['rotate-then-drop', 'truncated', 'hang-body']);
const OF_PICTURES = EVERY_FAULT.filter(isOneOf(['html-502', 'truncated', 'reset', 'empty']));
const API = /^\/api\/v3/;
const HOUR_MS = 3_600_000;

/** What goes wrong, and after how many milliseconds it is over. */
interface Trouble {
  what: string;
  lastsMs: number;
}

type Make = (simulator: Simulator, random: Random) => Trouble;

const oneOf = (all: readonly Named[], random: Random) => all[Math.floor(random() * all.length)] as Named;

const inARow: Make = ({ faults }, random) => {
  const row = Array.from({ length: 1 + Math.floor(random() * 12) }, () => oneOf(ANY, random));
  for (const { kind } of row) faults.add({ path: API, kind });
  return { what: row.map(({ name }) => name).join(', '), lastsMs: 6 * HOUR_MS };
};

const nowAndThen: Make = ({ faults }, random) => {
  const { name, kind } = oneOf(QUICK, random);
  const every = 3 + Math.floor(random() * 6);
  faults.add({ path: API, every, kind });
  return { what: `every ${every}th request: ${name}`, lastsMs: 3 * HOUR_MS };
};

const outage: Make = ({ faults }, random) => {
  const { name, kind } = oneOf(QUICK, random);
  faults.add({ path: API, every: 1, kind });
  return { what: `every request: ${name}`, lastsMs: (0.5 + random() * 3) * HOUR_MS };
};

const ofPictures: Make = ({ faults }, random) => {
  const { name, kind } = oneOf(OF_PICTURES, random);
  faults.add({ path: '/cdn', every: 2, kind });
  return { what: `every 2nd picture: ${name}`, lastsMs: 5 * HOUR_MS };
};

const ofTokens: Make = ({ faults }, random) => {
  const row = Array.from({ length: 3 }, () => oneOf(OF_TOKENS, random));
  for (const { kind } of row) faults.add({ path: '/oauth', kind });
  return { what: `tokens: ${row.map(({ name }) => name).join(', ')}`, lastsMs: 8 * HOUR_MS };
};

const TROUBLES = [inARow, inARow, nowAndThen, nowAndThen, outage, ofPictures, ofTokens];

/** Lets something go wrong from now on. */
export function makeTrouble(simulator: Simulator, random: Random): Trouble {
  const make = TROUBLES[Math.floor(random() * TROUBLES.length)] ?? inARow;
  return make(simulator, random);
}
