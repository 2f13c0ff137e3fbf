import type { ServerResponse } from 'node:http';
import { constants, gzipSync } from 'node:zlib';

/** How an answer goes over the socket. */
export type Manner = 'whole' | 'truncated' | 'hang' | 'hang-body' | 'reset';

/** Whether the client gets to see the status. */
export function showsStatus(manner: Manner): boolean {
  return manner !== 'hang' && manner !== 'reset';
}

/** Whether the client waits for what never comes. */
export function leavesHanging(manner: Manner): boolean {
  return manner === 'hang' || manner === 'hang-body';
}

/** The answer with its body compressed; one without a body, or in another form already, stays as it is. */
export async function packed(answer: Response): Promise<Response> {
  if (answer.body === null || answer.headers.has('content-encoding')) return answer;
  const body = gzipSync(await answer.arrayBuffer(), { level: constants.Z_BEST_SPEED });
  const headers = new Headers(answer.headers);
  headers.set('Content-Encoding', 'gzip');
  headers.set('Vary', 'Accept-Encoding');
  return new Response(body, { status: answer.status, headers });
}

/** Writes an answer to the raw response, where header names keep their casing and bodies can be cut. */
export async function deliver(outgoing: ServerResponse, answer: Response, manner: Manner): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  if (manner === 'hang') return;
  if (manner === 'reset') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  outgoing.writeHead(answer.status, headersOf(answer, body));
  if (manner === 'whole') outgoing.end(body);
  else writeHalf(outgoing, body, manner);
}

function headersOf(answer: Response, body: Buffer): Record<string, string> {
  const named = [...answer.headers].map(([name, value]) => [titleCase(name), value] as const);
  const isPacked = answer.headers.get('content-encoding') === 'gzip';
  return { ...Object.fromEntries(named), ...(!isPacked && { 'Content-Length': String(body.length) }) };
}

/** `x-ratelimit-limit` → `X-Ratelimit-Limit`, which is how Strava's servers write all names. */
function titleCase(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function writeHalf(outgoing: ServerResponse, body: Buffer, manner: 'truncated' | 'hang-body'): void {
  outgoing.flushHeaders();
  outgoing.write(body.subarray(0, body.length / 2), () => {
    if (manner === 'truncated') outgoing.destroy();
  });
}
