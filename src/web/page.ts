import type { Child } from 'hono/jsx';
import type { Reader } from '../sqlite/read.ts';
import type { Standing } from '../status/report.ts';
import type { Asker } from './asking.ts';
import type { Assets } from './assets.ts';
import type { Reading } from './reading.ts';
import type { Viewer } from './viewer.ts';

/** What a person can have done here: only the worker does it. */
export interface Orders {
  /** A pass, as soon as none runs. */
  sync(): void;
  /** What was given up is asked for again. */
  retry(): void;
}

/** What pages know of the archive besides its database. */
export interface House {
  /** Where photos and the owner's own questions are. */
  dataDir: string;
  archive: string;
  /** How it stands; undefined where only a copy is looked at. */
  status: (() => Promise<Standing>) | undefined;
  /** Undefined where no worker serves the pages. */
  orders: Orders | undefined;
  /** Where maps get their ground from. */
  tiles: string | undefined;
  /** Of the questions. */
  zoneSet: string | undefined;
}

/** What a page is made of. */
export interface PageContext {
  reading: Reading;
  /** The same, for what the program's own functions read. */
  archive: Reader;
  viewer: Viewer;
  house: House;
  assets: Assets;
  query: URLSearchParams;
  /** The parts of the path that the page names, such as `id`. */
  params: Readonly<Record<string, string>>;
  /** Whether a page of somebody else's has led here. */
  isFromElsewhere: boolean;
  asker: Asker;
  /** Aborts when nobody waits for the page any more. */
  signal: AbortSignal;
  /** UTC instant, epoch milliseconds. */
  now: number;
  /** IANA zone in which the archive's own instants are told. */
  zone: string;
}

/** A page: its content is made of the archive and its address alone. */
export interface Page {
  /** Behind the prefix of an athlete; `:id` is a part that it names. */
  path: string;
  title(context: PageContext): string;
  /** Undefined where there is no such thing. */
  content(context: PageContext): Child | undefined | Promise<Child | undefined>;
  /** Its islands, which make something move: `map` is `map.js` among the assets, with its style where it has one. */
  islands?: readonly string[];
  /** What is not made of the archive alone, such as the state of the worker, is made anew each time. */
  isFresh?: boolean;
}

/** Something else than a page at an address below an athlete: a file, or data for a page. */
export interface Part {
  path: string;
  /** As of a page. */
  isFresh?: boolean;
  /** Undefined where there is no such thing. */
  answer(context: PageContext): Response | undefined | Promise<Response | undefined>;
}
