import {
  emptyAnswer,
  errorAnswer,
  forbidden,
  htmlAnswer,
  jsonAnswer,
  notFound,
  paymentRequired,
  rateLimitExceeded,
  textAnswer,
  unauthorized,
} from './answers.ts';
import type { Manner } from './deliver.ts';
import type { FaultKind } from './faults.ts';

/** What becomes of a request. */
export interface Effect {
  readonly manner: Manner;
  /** Answered instead of asking the API, which then does not see the request. */
  readonly instead?: Response;
  readonly delayMs?: number;
  /** What becomes of the text of the true answer. */
  readonly change?: (text: string) => string;
  /** What is asked instead. */
  readonly query?: Readonly<Record<string, string>>;
  /** The answer comes from a server in front of the API that knows nothing of rate limits. */
  readonly fromEdge?: boolean;
}

/** How a fault is carried out. */
export function effectOf(kind: FaultKind | undefined): Effect {
  if (kind === undefined) return { manner: 'whole' };
  if (typeof kind === 'string') return namedEffect(kind);
  if (!('kind' in kind)) return { manner: 'whole', instead: scriptedAnswer(kind.status, kind.body) };
  switch (kind.kind) {
    case 'json':
      return { manner: 'whole', instead: jsonAnswer(kind.json) };
    case 'page':
      return fromEdge(pageAnswer(kind.status));
    case 'redirect':
      return fromEdge(redirectAnswer(kind.to, kind.status));
    case 'changed':
      return { manner: 'whole', change: kind.change };
    case 'elements':
      return {
        manner: 'whole',
        change: (text) => JSON.stringify(kind.change(JSON.parse(text) as unknown[])),
      };
    case 'asked':
      return { manner: 'whole', query: kind.query };
    case 'delay':
      return { manner: 'whole', delayMs: kind.ms };
  }
}

function namedEffect(kind: Extract<FaultKind, string>): Effect {
  switch (kind) {
    case 'html-502':
      return fromEdge(htmlAnswer('502 Bad Gateway', 502));
    case 'html-200':
      return fromEdge(htmlAnswer('We will be back soon', 200));
    case 'text-503':
      return fromEdge(textAnswer(DISCONNECTED, 'text/plain', 503));
    case 'broken-gzip':
      return fromEdge(brokenGzip());
    case 'hang':
    case 'reset':
      return { manner: kind, instead: emptyAnswer() };
    case 'truncated':
    case 'hang-body':
      return { manner: kind };
    case 'rotate-then-drop':
      return { manner: 'reset' };
    case 'wrong-shape':
      return { manner: 'whole', instead: jsonAnswer({ unexpected: true }) };
    case 'empty':
      return { manner: 'whole', instead: emptyAnswer() };
  }
}

/** What the proxy of Strava's servers says when it loses the one behind it. */
const DISCONNECTED =
  'upstream connect error or disconnect/reset before headers. reset reason: connection termination';

function fromEdge(instead: Response): Effect {
  return { manner: 'whole', instead, fromEdge: true };
}

function pageAnswer(status: number): Response {
  const answer = htmlAnswer(`${status} ERROR: The request could not be satisfied`, status);
  answer.headers.set('X-Cache', 'Error from cloudfront');
  return answer;
}

function redirectAnswer(to: string, status = 301): Response {
  const answer = htmlAnswer(`${status} Moved`, status);
  answer.headers.set('Location', to);
  return answer;
}

/** Says that it is compressed, and is not. */
function brokenGzip(): Response {
  const answer = jsonAnswer({ message: 'not compressed' });
  answer.headers.set('Content-Encoding', 'gzip');
  return answer;
}

function scriptedAnswer(status: number, body: string | undefined): Response {
  if (body === undefined) return errorOf(status);
  return new Response(body, { status, headers: { 'Content-Type': 'application/json; charset=utf-8' } });
}

function errorOf(status: number): Response {
  if (status === 401) return unauthorized('Athlete', 'access_token', 'invalid');
  if (status === 402) return paymentRequired();
  if (status === 403) return forbidden('Application', 'Status', 'Inactive');
  if (status === 404) return notFound();
  if (status === 429) return rateLimitExceeded();
  return errorAnswer(status, status < 500 ? 'Bad Request' : 'Internal Server Error');
}
