import { add } from './dom.ts';

const LABEL =
  'Charts of the recording. Arrow keys move the cursor, with Shift ten points at once; Escape gives up the part that is chosen.';

/** What stands where the pictures were, without the charts themselves. */
export interface Frame {
  /** What is at the cursor, in a line. */
  here: HTMLElement;
  /** The choices of an axis. */
  choices: HTMLElement;
  /** The part that is chosen: what it comes to, and a way to give it up; else how one is chosen. */
  part: HTMLElement;
  sum: HTMLElement;
  giveUp: HTMLButtonElement;
  /** Where the charts go; takes the keys. */
  stack: HTMLElement;
}

/** Takes the pictures out of a box and puts a frame for charts there. */
export function frameIn(series: HTMLElement): Frame {
  series.replaceChildren();
  const head = add(series, 'div', { className: 'act-head' });
  const here = add(head, 'p', { className: 'act-here' });
  const choices = add(head, 'p', { className: 'act-by' });
  const part = add(series, 'p', { className: 'act-part' });
  const sum = add(part, 'span');
  sum.setAttribute('aria-live', 'polite');
  const giveUp = add(part, 'button', { text: 'clear' });
  const stack = add(series, 'div', { className: 'act-stack' });
  stack.tabIndex = 0;
  stack.setAttribute('role', 'group');
  stack.setAttribute('aria-label', LABEL);
  return { here, choices, part, sum, giveUp, stack };
}

const FAR = 10;

/** Where an arrow or an end key leads from a point; undefined for another key. */
export function keyed(event: KeyboardEvent, at: number | undefined, points: number): number | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const end = { Home: 0, End: points - 1 }[event.key];
  if (end !== undefined) return end;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined) return undefined;
  const to = (at ?? -1) + step * (event.shiftKey ? FAR : 1);
  return Math.min(points - 1, Math.max(0, to));
}
