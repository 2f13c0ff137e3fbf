import { Hono } from 'hono';
import { htmlAnswer } from './answers.ts';
import { pictureAt } from './pictures.ts';
import type { SimulatorState } from './state.ts';

const TYPES: Record<string, string> = { jpg: 'image/jpeg', png: 'image/png' };

/** The servers that give the files of photos to everybody: another party than the API, which must see no token. */
export function cdnRoutes(state: SimulatorState): Hono {
  const routes = new Hono();
  routes.get('/*', (c) => {
    const { path } = c.req;
    if (c.req.header('authorization') !== undefined) state.tokensAtCdn.push(path);
    const picture = pictureAt(path);
    if (picture === undefined) return htmlAnswer('404 Not Found', 404);
    const type = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    return new Response(new Uint8Array(picture), { headers: { 'Content-Type': type } });
  });
  return routes;
}
