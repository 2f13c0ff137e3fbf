import { joinNotes } from '../archive/notes.ts';

/**
 * How far a reading of a list has come, page by page. It believes no single page: an empty one right behind a full one
 * is asked for once more before it is the end, and one that shows nothing new is asked for once more before the next.
 */
export interface Reading {
  /** Whether it may end at what was known before it began, or only where the list ends. */
  until: 'known' | 'end';
  /** The ids that it has shown. */
  seen: string[];
  /** Whether `seen` may lack some, since the reading was begun by an older version. */
  partial?: boolean;
  /** Whether the page before was full; at the first page, whether something is expected there. */
  full: boolean;
  /** Whether this page was asked for before. */
  again: boolean;
  /** How many pages in a row have shown nothing that this reading had not shown before. */
  idle: number;
  /** How many elements it showed that the archive did not know. */
  news: number;
  /** How many elements without a usable id it showed. */
  odd: number;
  /** What of the others was not understood. */
  note: string | null;
  /** Whether it is known to lack something: the list changed under it, or a page showed nothing new. */
  doubted?: boolean;
}

/** What a page shows. */
export interface Page {
  /** How many elements there are on it, of any kind. */
  size: number;
  /** Whether Strava gave as many as were asked for. */
  full: boolean;
  /** The ids on it, each once. */
  ids: string[];
  /** Those of them that the archive knew before the page came. */
  known: string[];
  /** How many of its elements have no usable id. */
  odd: number;
  /** Whether all on it is older than what is kept: so is what is behind it. */
  old: boolean;
  /** What of the others was not understood. */
  note: string | null;
}

/** What comes after a page: the next one, the same again, nothing, or nothing because it leads nowhere. */
export type Turn = 'next' | 'again' | 'end' | 'stuck';

/** A reading that begins: `seen` has what was shown already. */
export function beginReading(
  until: Reading['until'],
  { seen = [] as string[], full = true, odd = 0, news = 0, note = null as string | null } = {},
): Reading {
  return { until, seen, full, again: false, idle: 0, news, odd, note };
}

/**
 * So many pages in a row may show what this reading has shown already: as many as a list can be shifted by what was put
 * before it meanwhile. A list that goes on like this has no end.
 */
const patience = ({ seen }: Reading, pageSize: number) => 1 + Math.ceil(seen.length / pageSize);

function turnOf(reading: Reading, page: Page, fresh: string[], pageSize: number): Turn {
  const seldom = reading.again ? undefined : 'again';
  if (page.size === 0) return (reading.full && seldom) || 'end';
  if (page.old) return 'end';
  const reaches = reading.until === 'known' && fresh.some((id) => page.known.includes(id));
  if (reaches) return 'end';
  if (fresh.length > 0) return 'next';
  return seldom ?? (reading.idle + 1 > patience(reading, pageSize) ? 'stuck' : 'next');
}

/** Takes a page. @returns what comes after it, and the reading as it stands then. */
export function takePage(reading: Reading, page: Page, pageSize: number): { turn: Turn; reading: Reading } {
  const shown = new Set(reading.seen);
  const fresh = page.ids.filter((id) => !shown.has(id));
  const turn = turnOf(reading, page, fresh, pageSize);
  const again = turn === 'again';
  const taken: Reading = {
    ...reading,
    again,
    seen: [...reading.seen, ...fresh],
    news: reading.news + page.ids.length - page.known.length,
    // The same page twice shows the same odd elements twice.
    odd: reading.odd + (again ? 0 : page.odd),
    note: again ? reading.note : joinNotes(reading.note, page.note),
  };
  if (turn === 'next') {
    taken.full = page.full;
    taken.idle = fresh.length > 0 ? 0 : reading.idle + 1;
    if (taken.idle > 0) taken.doubted = true;
  }
  return { turn, reading: taken };
}
