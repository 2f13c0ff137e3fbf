import { Failure, type FailureKind } from '../errors.ts';
import { command } from '../package.ts';
import { scrub } from '../secret.ts';

/** Why a request to Strava did not give what was asked for. */
export type FaultClass =
  | 'network'
  | 'timeout'
  | 'server'
  | 'malformed'
  | 'wrong_shape'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized'
  | 'missing_scope'
  | 'inactive'
  | 'payment_required'
  | 'forbidden'
  | 'not_found'
  | 'rate_limited'
  | 'page'
  | 'redirect'
  | 'rejected';

/** Who was asked: the API for data, the token endpoint for leave to ask it, or whoever serves the files of photos. */
export type Asked = 'api' | 'token' | 'media';

interface FaultMeaning {
  kind: FailureKind;
  says: string;
  advice: string;
}

const LATER = 'Nothing is lost; the next pass tries again.';
const BOOTSTRAP = `Run ${command('bootstrap')} to connect again.`;

const MEANINGS: Record<FaultClass, FaultMeaning> = {
  network: { kind: 'strava', says: 'Strava could not be reached', advice: `Check the connection. ${LATER}` },
  timeout: { kind: 'strava', says: 'Strava did not answer in time', advice: LATER },
  server: { kind: 'strava', says: 'Strava answered with an error of its own', advice: LATER },
  malformed: { kind: 'strava', says: 'Strava sent an answer that cannot be read', advice: LATER },
  wrong_shape: {
    kind: 'strava',
    says: 'Strava sent an answer of an unknown shape, so it was not archived',
    advice: `${LATER} If it stays, look for a newer version of athlete-archive.`,
  },
  invalid_client: {
    kind: 'configuration',
    says: 'Strava does not know this client id and secret',
    advice: 'Compare STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET with strava.com/settings/api.',
  },
  invalid_grant: {
    kind: 'unauthorized',
    says: 'Strava no longer accepts the stored authorization',
    advice: BOOTSTRAP,
  },
  unauthorized: { kind: 'unauthorized', says: 'Strava refused the access token', advice: BOOTSTRAP },
  missing_scope: {
    kind: 'unauthorized',
    says: 'The authorization does not cover this',
    advice: `Run ${command('bootstrap', '--force')} and leave all boxes ticked.`,
  },
  inactive: {
    kind: 'inactive',
    says: 'Strava says that your API application is inactive',
    advice:
      'Its owner needs a Strava subscription (strava.com/settings/api shows the state). Until then Strava is asked once an hour, and what is archived stays.',
  },
  payment_required: {
    kind: 'strava',
    says: 'Strava gives this to subscribers only',
    advice: 'Renew the subscription.',
  },
  forbidden: { kind: 'strava', says: 'Strava forbids this request', advice: LATER },
  not_found: { kind: 'strava', says: 'Strava does not have what was asked for', advice: LATER },
  rate_limited: { kind: 'strava', says: 'The request budget at Strava is spent', advice: LATER },
  page: {
    kind: 'strava',
    says: 'A web page came instead of an answer of Strava',
    advice: `Check the connection and what filters it. ${LATER}`,
  },
  redirect: {
    kind: 'strava',
    says: 'Strava is said to be at another address, which is not followed',
    advice: LATER,
  },
  rejected: { kind: 'strava', says: 'Strava rejected the request', advice: LATER },
};

// Faults of which the address may be the reason, and the setting that it comes from.
const OF_ADDRESS = new Set<FaultClass>(['page', 'redirect']);
const SETTINGS: Partial<Record<Asked, string>> = { api: 'STRAVA_API_URL', token: 'STRAVA_OAUTH_URL' };

/** What is said of a file instead. */
const OF_FILE: Partial<Record<FaultClass, string>> = {
  network: 'The server of a photo could not be reached',
  timeout: 'The server of a photo did not answer in time',
  server: 'The server of a photo answered with an error of its own',
  malformed: 'A photo came that cannot be read',
  wrong_shape: 'What came is no photo, so it was not archived',
  forbidden: 'The server of a photo does not give it away',
  not_found: 'The photo is not where Strava said that it is',
  page: 'A web page came instead of a photo',
  redirect: 'The photo is said to be at an address that is not followed',
  rejected: 'The server of a photo rejected the request',
};

// What another try of the very same request can mend (API-FACTS 3.1, DESIGN 5.3).
const TRANSIENT = new Set<FaultClass>(['network', 'timeout', 'server', 'malformed']);

/** What is known of a faulty answer; `detail` must not hold a token. */
export interface FaultDetail {
  status?: number;
  detail?: string;
  cause?: unknown;
  /** The API unless told. */
  of?: Asked | undefined;
}

/** A request to Strava that failed, with its class and a sentence for people. */
export class StravaFault extends Failure {
  override name = 'StravaFault';
  readonly fault: FaultClass;
  readonly status: number | undefined;
  readonly of: Asked;
  /** Whether it would meet any other item too; where that is not known, its class decides. */
  readonly meetsAll: boolean | undefined;
  readonly #what: string;
  readonly #detailed: FaultDetail;

  constructor(fault: FaultClass, what: string, detailed: FaultDetail & { meetsAll?: boolean } = {}) {
    const { status, detail, cause, of = 'api', meetsAll } = detailed;
    const meaning = MEANINGS[fault];
    const facts = [what, status ? `status ${status}` : '', detail ? scrub(detail) : '']
      .filter(Boolean)
      .join(', ');
    const mayBeAddress = OF_ADDRESS.has(fault) || (fault === 'not_found' && meetsAll);
    const hint =
      mayBeAddress && SETTINGS[of] ? `Compare ${SETTINGS[of]}, if it is set, with docs/running.md. ` : '';
    // What another try can mend says by itself that it is not of one thing.
    const all = meetsAll && !TRANSIENT.has(fault) ? 'Everything meets the same: ' : '';
    const says = (of === 'media' && OF_FILE[fault]) || meaning.says;
    super(meaning.kind, `${all}${says} (${facts}).`, hint + meaning.advice, { cause });
    this.#what = what;
    this.#detailed = detailed;
    this.fault = fault;
    this.status = status;
    this.of = of;
    this.meetsAll = meetsAll;
  }

  /** The same fault, known by what else was asked to meet everything, or this item alone. */
  judged(meetsAll: boolean): StravaFault {
    return new StravaFault(this.fault, this.#what, { ...this.#detailed, meetsAll });
  }

  /** Whether the same request may simply be sent again. */
  get transient(): boolean {
    return TRANSIENT.has(this.fault);
  }
}

interface ErrorEntry {
  resource: string;
  field: string;
  code: string;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** The `errors` of a Strava error body; none for an empty, foreign or broken body. */
function errorEntries(body: string): ErrorEntry[] {
  try {
    const { errors } = JSON.parse(body) as { errors?: unknown };
    if (!Array.isArray(errors)) return [];
    return errors.map((e) => ({ resource: text(e?.resource), field: text(e?.field), code: text(e?.code) }));
  } catch {
    return [];
  }
}

/** Whether a body is neither JSON nor empty. */
function isPage(body: string): boolean {
  try {
    JSON.parse(body);
    return false;
  } catch {
    return body.trim() !== '';
  }
}

function classifyGrant({ resource, field, code }: ErrorEntry): FaultClass | undefined {
  if (resource === 'Application' && /^client_(id|secret)$/.test(field)) return 'invalid_client';
  if (/^(AuthorizationCode|RequestToken|RefreshToken)$/.test(resource)) return 'invalid_grant';
  if (/inactive/i.test(code)) return 'inactive';
  return resource === 'AccessToken' && code === 'missing' ? 'missing_scope' : undefined;
}

const BY_STATUS: Record<number, FaultClass> = {
  401: 'unauthorized',
  402: 'payment_required',
  403: 'forbidden',
  404: 'not_found',
  429: 'rate_limited',
};

/**
 * The class of an error answer, by status and `code`, never by `message`
 * (Strava's error bodies: https://developers.strava.com/docs/#errors and reports since 2018).
 */
function classify(status: number, body: string): FaultClass {
  if (status >= 500) return 'server';
  if (status >= 300 && status <= 399) return 'redirect';
  // A page may come from anybody on the way, so that its status says nothing of what was asked for.
  if (status !== 429 && isPage(body)) return 'page';
  for (const entry of errorEntries(body)) {
    const special = classifyGrant(entry);
    if (special) return special;
  }
  return BY_STATUS[status] ?? 'rejected';
}

/** Where a redirect points to, without what may be secret. */
function target(location: string, from: string | undefined): string {
  if (!URL.canParse(location, from)) return 'to an address that cannot be read';
  const { origin, pathname } = new URL(location, from);
  return `to ${origin}${pathname}`;
}

/** What else than status and body is known of an answer. */
export interface AnswerOrigin {
  of?: Asked | undefined;
  /** The header of a redirect. */
  location?: string | undefined;
  /** The address that was asked. */
  url?: string | undefined;
}

/** The fault that an answer other than 2xx stands for. */
export function faultOf(
  what: string,
  status: number,
  body: string,
  { of, location, url }: AnswerOrigin = {},
): StravaFault {
  const fault = classify(status, body);
  const entry = errorEntries(body)[0];
  const said = entry ? [entry.resource, entry.field, entry.code].filter(Boolean).join(' ') : '';
  const detail = fault === 'redirect' && location !== undefined ? target(location, url) : said;
  return new StravaFault(fault, what, { status, detail, of });
}
