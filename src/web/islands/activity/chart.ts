// Its own notice is no comment that a bundler keeps.
/*! uPlot 1.6.32, Copyright (c) 2025 Leon Sorokin, MIT License, https://github.com/leeoniya/uPlot */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Range } from '../../charts/recording.ts';
import { colorOf } from './colors.ts';
import { add } from './dom.ts';
import { type Hand, listen } from './hand.ts';
import type { Panel } from './panels.ts';

/** What the charts of a page have in common. */
export interface Axis {
  /** Where each point stands; never falls. */
  places: Float64Array;
  tell(place: number): string;
  marks(low: number, high: number, most: number): number[];
}

/** A chart on the page. What it shows of points is for its size: after a new one it has to be told again. */
export interface Chart {
  /** Moves its cursor to a point; undefined for none. */
  point(at: number | undefined): void;
  choose(range: Range | undefined): void;
  resize(): void;
  redraw(): void;
  remove(): void;
}

const [HEIGHT, LOW_HEIGHT, AXIS_HEIGHT, AXIS_WIDTH] = [104, 84, 26, 50];
const NARROW = 640;
const FONT = '12px system-ui, sans-serif';
const OUT = -10;

const nothing = () => null;

function optionsOf(panel: Panel, axis: Axis, isLast: boolean): Omit<uPlot.Options, 'width' | 'height'> {
  const stroke = () => colorOf('--muted');
  const grid = { stroke: () => colorOf('--line'), width: 1 };
  const { places } = axis;
  const ends: [number, number] = [places[0] ?? 0, places.at(-1) ?? 1];
  return {
    legend: { show: false },
    padding: [6, 24, isLast ? 0 : 6, 0],
    // The mouse, fingers and keys move all charts and the map at once, so none of them listens for itself.
    cursor: {
      y: false,
      drag: { setScale: false },
      points: { size: 7 },
      bind: Object.fromEntries(
        ['mousedown', 'mouseup', 'click', 'dblclick', 'mousemove', 'mouseleave', 'mouseenter'].map((name) => [
          name,
          nothing,
        ]),
      ),
    },
    scales: { x: { time: false, range: ends }, y: { range: [...panel.range] } },
    axes: [
      {
        ...{ show: isLast, stroke, font: FONT, size: AXIS_HEIGHT, gap: 4 },
        grid: { show: false },
        ticks: { ...grid, size: 4 },
        splits: (u) => axis.marks(ends[0], ends[1], Math.max(2, Math.floor(u.width / 90))),
        values: (_, splits) => splits.map(axis.tell),
      },
      {
        ...{ stroke, font: FONT, size: AXIS_WIDTH, gap: 4, grid, ticks: { show: false } },
        splits: (_u, _axis, low, high) => panel.marks(low, high),
        values: (_, splits) => splits.map(panel.brief),
      },
    ],
    series: [
      {},
      {
        stroke: () => colorOf(panel.color),
        width: 1.5,
        points: { show: false },
        ...(panel.isArea && { fill: () => colorOf('--line'), fillTo: panel.range[0] }),
      },
    ],
  };
}

/** Draws a chart at the end of a box. @param hand told of what a person does with it. */
export function chart(box: HTMLElement, panel: Panel, { axis, isLast, hand }: ChartOptions): Chart {
  const figure = add(box, 'figure', { className: 'act-chart' });
  const caption = add(figure, 'figcaption');
  add(caption, 'span', { text: panel.label });
  const value = add(caption, 'span', { className: 'act-value' });
  const size = () => ({
    width: Math.max(160, box.clientWidth),
    height: (innerWidth < NARROW ? LOW_HEIGHT : HEIGHT) + (isLast ? AXIS_HEIGHT : 0),
  });
  const { places } = axis;
  // uPlot takes any list of numbers.
  const data = [places, panel.values] as unknown as uPlot.AlignedData;
  const plot = new uPlot({ ...optionsOf(panel, axis, isLast), ...size() }, data, figure);
  plot.root.setAttribute('aria-hidden', 'true');
  const placeOf = (at: number) => plot.valToPos(places[at] ?? 0, 'x');
  listen(plot.over, (left) => plot.posToIdx(left), hand);

  return {
    point(at) {
      plot.setCursor({ left: at === undefined ? OUT : placeOf(at), top: at === undefined ? OUT : 0 }, false);
      const here = at === undefined ? null : (panel.values[at] ?? null);
      value.textContent = here === null ? '' : panel.tell(here);
    },
    choose(range) {
      const left = range ? placeOf(range.first) : 0;
      const width = range ? Math.max(1, placeOf(range.last) - left) : 0;
      plot.setSelect({ left, width, top: 0, height: range ? plot.over.clientHeight : 0 }, false);
    },
    resize: () => plot.setSize(size()),
    redraw: () => plot.redraw(),
    remove() {
      plot.destroy();
      figure.remove();
    },
  };
}

interface ChartOptions {
  axis: Axis;
  /** The last one has the axis below. */
  isLast: boolean;
  hand: Hand;
}
