import type { Stretch } from '../../charts/recording.ts';

/** The rows of laps, splits and efforts that say where they are. */
export interface Rows {
  /** Marks those that are the part which is chosen. */
  mark(chosen: Stretch | undefined): void;
}

const stretchOf = ({ dataset: { from, to } }: HTMLElement): Stretch => ({
  from: Number(from),
  to: Number(to),
});

const areSame = (one: Stretch | undefined, other: Stretch) => one?.from === other.from && one.to === other.to;

/** The row to which an arrow leads: a table of fifty laps is one stop for the Tab key, and not fifty. */
function beside(row: HTMLElement, key: string): HTMLElement | undefined {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  const all = [...(row.parentElement?.querySelectorAll<HTMLElement>('.act-row') ?? [])];
  return step === undefined ? undefined : all[all.indexOf(row) + step];
}

function listen(row: HTMLElement, choose: () => void): void {
  row.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('a, button') === null) choose();
  });
  row.addEventListener('keydown', (event) => {
    if (event.target !== row || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = beside(row, event.key);
    if (!next && event.key !== 'Enter') return;
    event.preventDefault();
    if (!next) return choose();
    row.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}

/** Lets a click or Enter on a row choose its part, and once more give it up. */
export function rows(onChoose: (stretch: Stretch | undefined) => void): Rows {
  const all = [...document.querySelectorAll<HTMLElement>('tr[data-from][data-to]')];
  let now: Stretch | undefined;
  for (const row of all) {
    row.classList.add('act-row');
    row.tabIndex = row.parentElement?.querySelector('.act-row') === row ? 0 : -1;
    const stretch = stretchOf(row);
    listen(row, () => onChoose(areSame(now, stretch) ? undefined : stretch));
  }
  return {
    mark(chosen) {
      now = chosen;
      for (const row of all) {
        const isChosen = areSame(chosen, stretchOf(row));
        row.classList.toggle('act-chosen', isChosen);
        if (isChosen) row.setAttribute('aria-current', 'true');
        else row.removeAttribute('aria-current');
      }
    },
  };
}
