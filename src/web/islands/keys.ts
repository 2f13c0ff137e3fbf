/** Goes where keys lead: the links of a page say themselves which key is theirs, so that help and handler are one. */

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;

/** Follows a link, opens or closes what folds, or goes into a field. */
function go(element: Element): void {
  if (element instanceof HTMLAnchorElement) element.click();
  else if (element instanceof HTMLDetailsElement) {
    element.open = !element.open;
    element.scrollIntoView({ block: 'nearest' });
  } else if (element instanceof HTMLElement) element.focus();
}

const withKey = (key: string) => document.querySelector(`[data-key="${CSS.escape(key)}"]`);

/** The rows that `j` and `k` go through: the first link of each. */
const rows = () =>
  [...document.querySelectorAll('tbody tr')].flatMap(
    (row) => row.querySelector<HTMLAnchorElement>('a') ?? [],
  );

function step(by: 1 | -1): void {
  const all = rows();
  const at = all.indexOf(document.activeElement as HTMLAnchorElement);
  const next = at === -1 ? (by === 1 ? 0 : all.length - 1) : at + by;
  all[Math.min(all.length - 1, Math.max(0, next))]?.focus();
}

let before = '';

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const key = before === 'g' ? `g ${event.key}` : event.key;
  before = event.key;
  const row = { j: 1, k: -1 }[key] as 1 | -1 | undefined;
  const found = withKey(key);
  if (!found && row === undefined) return;
  event.preventDefault();
  if (found) go(found);
  else if (row) step(row);
});
