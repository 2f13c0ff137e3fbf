import { once } from 'node:events';
import { createServer } from 'node:net';

// Below those that the system gives out by itself, also to the connections of other tests.
const FIRST = 10_000;
const COUNT = 20_000;

/** A port of this machine that is free now, and that nobody gets by chance before the test takes it. */
export async function freePort(): Promise<number> {
  const port = FIRST + Math.floor(Math.random() * COUNT);
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return freePort();
  }
  await new Promise((resolve) => server.close(resolve));
  return port;
}
