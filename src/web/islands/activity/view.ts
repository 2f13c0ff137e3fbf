import {
  nearest,
  type Range,
  type Recording,
  rising,
  type Stretch,
  summaryOf,
} from '../../charts/recording.ts';
import { readFragment, writeFragment } from './address.ts';
import { axesOf, type By } from './axes.ts';
import { type Chart, chart } from './chart.ts';
import { onTheme } from './colors.ts';
import { add } from './dom.ts';
import { type Frame, frameIn, keyed } from './frame.ts';
import { type Ground, ground } from './ground.ts';
import { type Panel, panelsOf } from './panels.ts';
import { type Rows, rows } from './rows.ts';
import { pointText, summaryText } from './words.ts';

const HELP = 'Draw over a chart, or choose a row below, to sum up a part.';

/** Charts and a map of a recording that follow one another, and the rows of its parts. */
class View {
  readonly #recording: Recording;
  readonly #panels: readonly Panel[];
  readonly #time: Float64Array;
  readonly #axes: ReturnType<typeof axesOf>;
  readonly #frame: Frame;
  readonly #map: Ground | undefined;
  readonly #rows: Rows;
  #charts: Chart[] = [];
  /** The point at the cursor. */
  #at: number | undefined;
  #chosen: Stretch | undefined;
  #by: By;
  /** Whether the axis was chosen, so that the address says it. */
  #isByChosen: boolean;

  constructor(box: HTMLElement, series: HTMLElement, recording: Recording, panels: readonly Panel[]) {
    const { lat, lng, time } = recording.columns;
    this.#recording = recording;
    this.#panels = panels;
    const points = panels[0]?.values ?? [];
    this.#time = time ? rising(time) : Float64Array.from(points, (_, i) => i);
    this.#axes = axesOf(recording, this.#time);
    const { chosen, by } = readFragment(location.hash);
    this.#chosen = chosen;
    this.#by = by && this.#axes[by] ? by : this.#axes.distance ? 'distance' : 'time';
    this.#isByChosen = by !== undefined;
    this.#frame = frameIn(series);
    const mapBox = box.querySelector<HTMLElement>('.act-map');
    const { tiles } = box.dataset;
    const { units } = recording;
    const onPoint = (at: number | undefined) => this.#point(at);
    this.#map = mapBox && lat && lng ? ground(mapBox, { lat, lng, units, tiles, onPoint }) : undefined;
    this.#rows = rows((stretch) => {
      this.#choose(stretch);
      if (stretch && series.getBoundingClientRect().bottom < 0) box.scrollIntoView();
    });
    this.#offerAxes();
    this.#draw();
    this.#listen();
  }

  /** @param isSpoken whether a screen reader tells it: what a mouse does is seen. */
  #point(at: number | undefined, isSpoken = false): void {
    this.#at = at;
    for (const each of this.#charts) each.point(at);
    this.#map?.point(at);
    const { here } = this.#frame;
    here.setAttribute('aria-live', isSpoken ? 'polite' : 'off');
    here.textContent = at === undefined ? '' : pointText(this.#recording, this.#panels, at);
  }

  /** The points of a part; undefined for one that is not of this recording, as an old address may say. */
  #rangeOf({ from, to }: Stretch): Range | undefined {
    const [first, last] = [nearest(this.#time, from), nearest(this.#time, to)];
    return last > first ? { first, last } : undefined;
  }

  #showChosen(): void {
    const chosen = this.#chosen;
    const range = chosen && this.#rangeOf(chosen);
    for (const each of this.#charts) each.choose(range);
    this.#map?.choose(range);
    this.#rows.mark(chosen);
    const { part, sum, giveUp } = this.#frame;
    part.classList.toggle('act-any', range !== undefined);
    giveUp.hidden = range === undefined;
    sum.textContent =
      chosen && range ? summaryText(this.#recording, chosen, summaryOf(this.#recording, range)) : HELP;
  }

  #choose(stretch: Stretch | undefined): void {
    this.#chosen = stretch;
    this.#showChosen();
    this.#write();
  }

  /** Writes what is chosen into the address; not at every step of a drawing, which browsers would refuse. */
  #write(): void {
    const fragment = writeFragment({ chosen: this.#chosen, by: this.#isByChosen ? this.#by : undefined });
    history.replaceState(history.state, '', fragment || location.pathname + location.search);
  }

  #drawTo(from: number, to: number): void {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    const stretch = { from: this.#time[first] ?? 0, to: this.#time[last] ?? 0 };
    if (stretch.to <= stretch.from) return;
    this.#chosen = stretch;
    this.#showChosen();
  }

  #draw(): void {
    for (const each of this.#charts) each.remove();
    const axis = this.#axes[this.#by] ?? this.#axes.time;
    const hand = {
      point: (at: number | undefined) => this.#point(at),
      draw: (from: number, to: number) => this.#drawTo(from, to),
      drawn: () => this.#write(),
      clear: () => this.#choose(undefined),
    };
    this.#charts = this.#panels.map((panel, i, { length }) =>
      chart(this.#frame.stack, panel, { axis, hand, isLast: i === length - 1 }),
    );
    this.#showAgain();
  }

  /** A chart knows its scales, and its new size, only when it has drawn itself: at the end of this turn. */
  #showAgain(): void {
    queueMicrotask(() => {
      this.#point(this.#at);
      this.#showChosen();
    });
  }

  #offerAxes(): void {
    const { choices } = this.#frame;
    const offered = (['distance', 'time'] as const).filter((by) => this.#axes[by]);
    choices.hidden = offered.length < 2;
    choices.replaceChildren();
    for (const by of offered) {
      const button = add(choices, 'button', { text: by });
      button.setAttribute('aria-pressed', String(by === this.#by));
      button.addEventListener('click', () => this.#turn(by));
    }
  }

  #turn(by: By): void {
    this.#by = by;
    this.#isByChosen = true;
    for (const button of this.#frame.choices.children)
      button.setAttribute('aria-pressed', String(button.textContent === by));
    this.#draw();
    this.#choose(this.#chosen);
  }

  /** Follows the address, which a person may change; other fragments are places on the page. */
  #follow(): void {
    if (location.hash !== '' && !/^#[tx]=/.test(location.hash)) return;
    const { chosen, by } = readFragment(location.hash);
    this.#chosen = chosen;
    if (by && by !== this.#by && this.#axes[by]) this.#turn(by);
    else this.#showChosen();
  }

  #listen(): void {
    const { stack, giveUp } = this.#frame;
    stack.addEventListener('keydown', (event) => {
      const to = keyed(event, this.#at, this.#time.length);
      if (to === undefined) return;
      event.preventDefault();
      this.#point(to, true);
    });
    document.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape' && this.#chosen) this.#choose(undefined);
    });
    giveUp.addEventListener('click', () => this.#choose(undefined));
    addEventListener('hashchange', () => this.#follow());
    let width = stack.clientWidth;
    new ResizeObserver(() => {
      if (stack.clientWidth === width) return;
      width = stack.clientWidth;
      for (const each of this.#charts) each.resize();
      this.#map?.resize();
      this.#showAgain();
    }).observe(stack);
    onTheme(() => {
      for (const each of this.#charts) each.redraw();
      this.#map?.redraw();
    });
  }
}

/** Puts charts and a map in the place of the pictures, where the recording has something to draw. */
export function view(box: HTMLElement, recording: Recording): void {
  const panels = panelsOf(recording);
  const series = box.querySelector<HTMLElement>('.act-series');
  if (series && (panels[0]?.values.length ?? 0) > 1) new View(box, series, recording, panels);
}
