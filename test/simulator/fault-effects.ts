import {
  emptyAnswer,
  errorAnswer,
  forbidden,
  htmlAnswer,
  jsonAnswer,
  notFound,
  rateLimitExceeded,
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
  /** The answer comes from a server in front of the API that knows nothing of rate limits. */
  readonly fromEdge?: boolean;
}

/** How a fault is carried out. */
export function effectOf(kind: FaultKind | undefined): Effect {
  if (kind === undefined) return { manner: 'whole' };
  if (typeof kind === 'string') return namedEffect(kind);
  if ('status' in kind) return { manner: 'whole', instead: scriptedAnswer(kind.status, kind.body) };
  if (kind.kind === 'json') return { manner: 'whole', instead: jsonAnswer(kind.json) };
  return { manner: 'whole', delayMs: kind.ms };
}

function namedEffect(kind: Extract<FaultKind, string>): Effect {
  switch (kind) {
    case 'html-502':
      return { manner: 'whole', instead: htmlAnswer('502 Bad Gateway', 502), fromEdge: true };
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

function scriptedAnswer(status: number, body: string | undefined): Response {
  if (body === undefined) return errorOf(status);
  return new Response(body, { status, headers: { 'Content-Type': 'application/json; charset=utf-8' } });
}

function errorOf(status: number): Response {
  if (status === 401) return unauthorized('Athlete', 'access_token', 'invalid');
  if (status === 403) return forbidden('Application', 'Status', 'Inactive');
  if (status === 404) return notFound();
  if (status === 429) return rateLimitExceeded();
  return errorAnswer(status, status < 500 ? 'Bad Request' : 'Internal Server Error');
}
