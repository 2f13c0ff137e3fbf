import { createServer, type ServerResponse } from 'node:http';

/** Tells the person in the browser how it ended. */
export type ShowPage = (page: { title: string; text: string; ok: boolean }) => void;

/** Where the browser is sent, and where this program listens for it. */
export interface CallbackAddress {
  redirectUrl: URL;
  /** By default that of `redirectUrl`. */
  callbackHost?: string | undefined;
}

export interface CallbackServer extends AsyncDisposable {
  /** The port it listens on. */
  port: number;
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

function html(title: string, text: string): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></html>
`;
}

function pageOf(response: ServerResponse): ShowPage {
  return ({ title, text, ok }) => {
    if (response.headersSent) return;
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
    };
    response.writeHead(ok ? 200 : 400, headers).end(html(title, text));
  };
}

const hostOf = (redirectUrl: URL) => redirectUrl.hostname.replace(/^\[|\]$/g, '');

/**
 * Listens on the redirect address, on this machine only unless `callbackHost` says otherwise: what a container publishes arrives
 * at another address than the browser was sent to.
 * @param onCallback gets the query of each arrival and the way to answer it, when the outcome is known.
 * @throws the error of `listen`, e.g. with code `EADDRINUSE`.
 */
export async function listenForCallback(
  { redirectUrl, callbackHost = hostOf(redirectUrl) }: CallbackAddress,
  onCallback: (query: URLSearchParams, show: ShowPage) => void,
): Promise<CallbackServer> {
  const server = createServer((request, response) => {
    const { url: target = '/' } = request;
    const url = URL.canParse(target, redirectUrl.href) ? new URL(target, redirectUrl) : undefined;
    const show = pageOf(response);
    if (url?.pathname === redirectUrl.pathname) return onCallback(url.searchParams, show);
    response.writeHead(404).end();
  });
  const port = redirectUrl.port === '' ? 80 : Number(redirectUrl.port);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, callbackHost, resolve);
  });
  return {
    port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Lets the last page reach the browser before connections are cut.
        setTimeout(() => server.closeAllConnections(), 300).unref();
        server.closeIdleConnections();
      }),
  };
}
