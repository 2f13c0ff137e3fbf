const PAGE_SIZE = 30;
const LARGEST_PAGE = 200;

function wholeNumber(text: string | undefined, otherwise: number, largest: number): number | undefined {
  if (text === undefined || text === '') return otherwise;
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= largest ? number : undefined;
}

/** Which page a query asks for, and how large; undefined for what Strava refuses. @param name of the size. */
export function readPage(query: Readonly<Record<string, string>>, name: 'per_page' | 'page_size') {
  return {
    page: wholeNumber(query.page, 1, Number.MAX_SAFE_INTEGER),
    size: wholeNumber(query[name], PAGE_SIZE, LARGEST_PAGE),
  };
}
