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
  | 'rejected';

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
    advice: 'Its owner needs a Strava subscription (strava.com/settings/api shows the state).',
  },
  payment_required: {
    kind: 'strava',
    says: 'Strava gives this to subscribers only',
    advice: 'Renew the subscription.',
  },
  forbidden: { kind: 'strava', says: 'Strava forbids this request', advice: LATER },
  not_found: { kind: 'strava', says: 'Strava does not have what was asked for', advice: LATER },
  rate_limited: { kind: 'strava', says: 'The request budget at Strava is spent', advice: LATER },
  rejected: { kind: 'strava', says: 'Strava rejected the request', advice: LATER },
};

// What another try of the very same request can mend (API-FACTS 3.1, DESIGN 5.3).
const TRANSIENT = new Set<FaultClass>(['network', 'timeout', 'server', 'malformed']);

/** What is known of a faulty answer; `detail` must not hold a token. */
export interface FaultDetail {
  status?: number;
  detail?: string;
  cause?: unknown;
}

/** A request to Strava that failed, with its class and a sentence for people. */
export class StravaFault extends Failure {
  override name = 'StravaFault';
  readonly fault: FaultClass;
  readonly status: number | undefined;

  constructor(fault: FaultClass, what: string, { status, detail, cause }: FaultDetail = {}) {
    const meaning = MEANINGS[fault];
    const facts = [what, status ? `status ${status}` : '', detail ? scrub(detail) : '']
      .filter(Boolean)
      .join(', ');
    super(meaning.kind, `${meaning.says} (${facts}).`, meaning.advice, { cause });
    this.fault = fault;
    this.status = status;
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
  for (const entry of errorEntries(body)) {
    const special = classifyGrant(entry);
    if (special) return special;
  }
  return BY_STATUS[status] ?? 'rejected';
}

/** The fault that an answer other than 2xx stands for. */
export function faultOf(what: string, status: number, body: string): StravaFault {
  const entry = errorEntries(body)[0];
  const detail = entry ? [entry.resource, entry.field, entry.code].filter(Boolean).join(' ') : '';
  return new StravaFault(classify(status, body), what, { status, detail });
}
