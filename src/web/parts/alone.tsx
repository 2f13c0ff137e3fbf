import type { Child } from 'hono/jsx';
import type { Assets } from '../assets.ts';

/** A page that is there before anything can be looked at: nothing leads from it to the others. */
export const Alone = ({ assets, children }: { assets: Assets; children: Child }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>athlete-archive</title>
      <link rel="stylesheet" href={assets.url('style.css')} />
      <link rel="icon" href="data:," />
    </head>
    <body>
      <main class="alone">
        <h1>athlete-archive</h1>
        {children}
      </main>
    </body>
  </html>
);
