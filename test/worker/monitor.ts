import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A dead-man monitor that keeps what it was pinged with. */
export interface Monitor {
  origin: string;
  /** `GET /4d1f/fail?rid=1`, oldest first. */
  pings: string[];
  /** What it answers. */
  status: number;
}

/** A monitor for the running test, stopped after it. */
export async function startMonitor(): Promise<Monitor> {
  const monitor: Monitor = { origin: '', pings: [], status: 200 };
  const server = createServer((request, response) => {
    monitor.pings.push(`${request.method} ${request.url}`);
    response.writeHead(monitor.status).end('OK');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  monitor.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return monitor;
}
