import type { Child } from 'hono/jsx';
import type { Assets } from '../assets.ts';
import type { StatusLine } from '../queries/status-line.ts';
import type { Theme } from '../theme.ts';
import type { Viewer } from '../viewer.ts';
import { Footer } from './footer.tsx';

/** The pages in the bar, with the key that goes there after `g`. */
const BAR = [
  { path: '/', label: 'Overview', key: 'g o' },
  { path: '/activities', label: 'Activities', key: 'g a' },
  { path: '/map', label: 'Map', key: 'g m' },
  { path: '/records', label: 'Records', key: 'g r' },
  { path: '/trends', label: 'Trends', key: 'g t' },
  { path: '/segments', label: 'Segments', key: 'g e' },
  { path: '/gear', label: 'Gear', key: 'g q' },
  { path: '/archive', label: 'Archive', key: 'g x' },
  { path: '/sql', label: 'SQL', key: 'g s' },
] as const;

/** What every page is in. */
export interface Frame {
  viewer: Viewer;
  others: readonly Viewer[];
  theme: Theme;
  assets: Assets;
  status: StatusLine;
  /** The path of the page as it names it, without the prefix of an athlete. */
  path: string;
  /** The address that was asked for. */
  here: string;
  islands: readonly string[];
  hasPassword: boolean;
}

const isBelow = (path: string, page: string) => path === page || path.startsWith(`${page}/`);

function Bar({ viewer, path }: Pick<Frame, 'viewer' | 'path'>) {
  return (
    <nav aria-label="Pages">
      {BAR.map((page) => (
        <a
          href={viewer.prefix + page.path}
          data-key={page.key}
          aria-current={isBelow(path, page.path) ? 'page' : undefined}
        >
          {page.label}
        </a>
      ))}
    </nav>
  );
}

function Household({ viewer, others, path }: Pick<Frame, 'viewer' | 'others' | 'path'>) {
  if (others.length === 0) return null;
  // An activity of one is none of another.
  const same = path.includes(':') ? '/' : path;
  return (
    <nav aria-label="Athletes" class="household">
      <b>{viewer.name}</b>
      {others.map((other) => (
        <a href={other.prefix + same}>{other.name}</a>
      ))}
    </nav>
  );
}

/** A whole page around its content. */
export function Layout({ title, frame, children }: { title: string; frame: Frame; children: Child }) {
  const { viewer, theme, assets, status, path, islands } = frame;
  return (
    <html lang="en" data-theme={theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme ?? 'light dark'} />
        <title>{`${title} · athlete-archive`}</title>
        <link rel="stylesheet" href={assets.url('style.css')} />
        <link rel="icon" href="data:," />
        {islands.map((name) =>
          assets.has(`${name}.css`) ? <link rel="stylesheet" href={assets.url(`${name}.css`)} /> : null,
        )}
        {['keys', ...islands].map((name) => (
          <script type="module" src={assets.url(`${name}.js`)} />
        ))}
      </head>
      <body>
        <a class="skip" href="#content">
          To the content
        </a>
        <header>
          <a class="brand" href={`${viewer.prefix}/`}>
            athlete-archive
          </a>
          <Bar viewer={viewer} path={path} />
          <search>
            <form action={`${viewer.prefix}/activities`}>
              <input type="search" name="q" placeholder="Search" aria-label="Search" data-key="/" />
            </form>
          </search>
        </header>
        <p class={`status ${status.mood}`}>
          <a href={`${viewer.prefix}/archive`}>{status.text}</a>
        </p>
        <Household {...frame} />
        <main id="content">
          <h1>{title}</h1>
          {children}
        </main>
        <Footer keys={BAR} {...frame} />
      </body>
    </html>
  );
}
