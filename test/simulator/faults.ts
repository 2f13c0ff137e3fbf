import { isWithin, type RecordedRequest } from './requests.ts';

/** The faults that need no parameter. */
const NAMED_FAULTS = [
  'html-502',
  'html-200',
  'text-503',
  'broken-gzip',
  'truncated',
  'hang',
  'hang-body',
  'reset',
  'wrong-shape',
  'empty',
  'rotate-then-drop',
] as const;

/** What goes wrong. */
export type FaultKind =
  | (typeof NAMED_FAULTS)[number]
  | { readonly status: number; readonly body?: string }
  /** A page of the proxy or network in front of the API, which the API never sees. */
  | { readonly kind: 'page'; readonly status: number }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number }
  /** The true answer with its text changed. */
  | { readonly kind: 'changed'; readonly change: (text: string) => string }
  /** The elements of a true list changed; what `change` returns is sent. */
  | { readonly kind: 'elements'; readonly change: (elements: readonly unknown[]) => readonly unknown[] }
  /** The true answer to another question: the same path with this in the query. */
  | { readonly kind: 'asked'; readonly query: Readonly<Record<string, string>> }
  | { readonly kind: 'json'; readonly json: unknown }
  | { readonly kind: 'delay'; readonly ms: number };

/** Every way in which an answer can go wrong and another try can be right, named, for tests that try all of them. */
export const EVERY_FAULT: readonly { readonly name: string; readonly kind: FaultKind }[] = [
  ...NAMED_FAULTS.map((kind) => ({ name: kind, kind })),
  ...[500, 502, 503, 504].map((status) => ({ name: `status ${status}`, kind: { status } })),
  { name: 'text that is no JSON', kind: { status: 200, body: '{"id": 12' } },
  { name: 'JSON null', kind: { kind: 'json', json: null } },
];

/** Refusals that have nothing to do with what was asked for, but look as if; another try may meet them again. */
export const EVERY_STORM: readonly { readonly name: string; readonly kind: FaultKind }[] = [
  ...[403, 404, 429].map((status) => ({ name: `page ${status}`, kind: { kind: 'page', status } as const })),
  ...[402, 403, 404].map((status) => ({ name: `status ${status}`, kind: { status } })),
  { name: 'redirect', kind: { kind: 'redirect', to: 'https://www.example.net/moved' } },
];

/** When what goes wrong. */
export interface FaultRule {
  /** A string matches this path and those below it. */
  readonly path?: RegExp | string;
  readonly method?: string;
  /** With whose token it must come. */
  readonly athleteId?: number;
  /** What must stand in the query. */
  readonly query?: Readonly<Record<string, string>>;
  /** From which matching request on, counted from now; the first is 1, the default. */
  readonly nth?: number;
  /** Only each such matching request. */
  readonly every?: number;
  /** How often: once, or with `every` without end, unless told. */
  readonly times?: number;
  readonly kind: FaultKind;
}

/** A rule in force. */
export interface ScriptedFault {
  readonly rule: FaultRule;
  /** How many requests it has spoilt. */
  readonly fired: number;
}

type Asked = Pick<RecordedRequest, 'method' | 'path' | 'query' | 'athleteId'>;

class Entry implements ScriptedFault {
  readonly rule: FaultRule;
  fired = 0;
  #matched = 0;

  constructor(rule: FaultRule) {
    this.rule = rule;
  }

  /** Counts a request that matches, and answers whether it is due to fail. */
  sees(request: Asked): boolean {
    if (!this.#matches(request)) return false;
    this.#matched += 1;
    return this.#isDue();
  }

  #matches({ method, path, query, athleteId }: Asked): boolean {
    const { rule } = this;
    if (rule.athleteId !== undefined && rule.athleteId !== athleteId) return false;
    if (rule.method !== undefined && rule.method !== method) return false;
    if (Object.entries(rule.query ?? {}).some(([name, value]) => query[name] !== value)) return false;
    if (rule.path === undefined) return true;
    return typeof rule.path === 'string' ? isWithin(path, rule.path) : rule.path.test(path);
  }

  #isDue(): boolean {
    const { nth = 1, every, times = every === undefined ? 1 : Number.POSITIVE_INFINITY } = this.rule;
    return this.fired < times && this.#matched >= nth && this.#matched % (every ?? 1) === 0;
  }
}

/** The script of what goes wrong. */
export class FaultScript {
  #entries: Entry[] = [];

  /** Adds a rule; where several are due for one request, the one added first is applied. */
  add(rule: FaultRule): ScriptedFault {
    const entry = new Entry(rule);
    this.#entries.push(entry);
    return entry;
  }

  /** Forgets all rules: from now on everything works. */
  clear(): void {
    this.#entries = [];
  }

  /** The fault for a request that has just come in, if one is due. */
  take(request: Asked): FaultKind | undefined {
    const [entry] = this.#entries.filter((candidate) => candidate.sees(request));
    if (entry !== undefined) entry.fired += 1;
    return entry?.rule.kind;
  }
}
