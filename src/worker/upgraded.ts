/** Which of two versions comes first. */
function compare(one: string, other: string): number {
  const [a = [], b = []] = [one, other].map((version) =>
    version.split('.').map((part) => Number.parseInt(part, 10)),
  );
  const place = a.findIndex((part, i) => part !== b[i]);
  return place === -1 ? 0 : (a[place] ?? 0) - (b[place] ?? 0);
}

/** What a version says of itself in the changelog: the words before its lists, in one line. */
function summaries(changelog: string): { version: string; summary: string }[] {
  return changelog.split(/^## /m).flatMap((section) => {
    const [, version, text = ''] = /^\[(\d+\.\d+\.\d+)\][^\n]*\n([\s\S]*)/.exec(section) ?? [];
    const [summary = ''] = text.split(/^### /m);
    return version === undefined ? [] : [{ version, summary: summary.trim().replaceAll(/\s+/g, ' ') }];
  });
}

/**
 * What a person should know when the worker before was of another version.
 * @param before the version of that one; undefined where nobody knows. @param changelog reads `CHANGELOG.md`; not asked where nothing changed.
 */
export function describeUpgrade(before: string | undefined, now: string, changelog: () => string): string[] {
  if (before === undefined || before === now) return [];
  const isOlder = compare(before, now) < 0;
  const head = `The worker before was athlete-archive ${before}; this is ${now}${isOlder ? '' : ', an earlier version'}.`;
  if (!isOlder) return [head];
  const news = summaries(changelog())
    .filter(({ version }) => compare(version, before) > 0 && compare(version, now) <= 0)
    .map(({ version, summary }) => `  ${version}: ${summary}`);
  return [head, ...(news.length > 0 ? ['What is new (the CHANGELOG has all of it):', ...news] : [])];
}
