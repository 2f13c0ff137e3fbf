import { type FloatRule, toWireJson } from './wire-json.ts';

/** Which resource, which field of it, what is wrong: Strava's `errors[0]`. */
export type ErrorDetail = readonly [resource: string, field: string, code: string];

/** A JSON answer as Strava writes it. */
export function jsonAnswer(value: unknown, status = 200, isFloat?: FloatRule): Response {
  return wireAnswer(toWireJson(value, isFloat), status);
}

/** A JSON answer that is written already. */
export function wireAnswer(text: string, status = 200): Response {
  return textAnswer(text, 'application/json; charset=utf-8', status);
}

/** An answer from a server in front of the API. */
export function htmlAnswer(text: string, status: number): Response {
  const page = `<html>\r\n<head><title>${text}</title></head>\r\n<body><h1>${text}</h1></body>\r\n</html>\r\n`;
  return textAnswer(page, 'text/html; charset=utf-8', status);
}

/** An answer without a body. */
export function emptyAnswer(status = 200): Response {
  return new Response(null, { status });
}

/** The error body that all of Strava's refusals share. */
export function errorAnswer(status: number, message: string, detail?: ErrorDetail): Response {
  return jsonAnswer({ message, errors: detail ? [faultOf(detail)] : [] }, status);
}

function faultOf([resource, field, code]: ErrorDetail) {
  return { resource, field, code };
}

/** Any text. */
export function textAnswer(text: string, contentType: string, status: number): Response {
  return new Response(text, { status, headers: { 'Content-Type': contentType } });
}

/** 400. */
export function badRequest(...detail: ErrorDetail): Response {
  return errorAnswer(400, 'Bad Request', detail);
}

/** 401. */
export function unauthorized(...detail: ErrorDetail): Response {
  return errorAnswer(401, 'Authorization Error', detail);
}

/** 402. */
export function paymentRequired(): Response {
  return errorAnswer(402, 'Payment Required');
}

/** 403. */
export function forbidden(...detail: ErrorDetail): Response {
  return errorAnswer(403, 'Forbidden', detail);
}

/** 404. */
export function notFound(resource = 'Path'): Response {
  return errorAnswer(404, 'Resource Not Found', [resource, 'id', 'not found']);
}

/** 429. There is no `Retry-After`: Strava sends none. */
export function rateLimitExceeded(): Response {
  return errorAnswer(429, 'Rate Limit Exceeded', ['Application', 'rate limit', 'exceeded']);
}
