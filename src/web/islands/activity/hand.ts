/** What a person does with a chart, by the points of the recording. */
export interface Hand {
  /** Looks at a point; undefined: goes away. */
  point(at: number | undefined): void;
  /** Draws from one point to another. */
  draw(from: number, to: number): void;
  /** Has drawn. */
  drawn(): void;
  /** Has touched it and drawn nothing. */
  clear(): void;
}

/** A hand trembles: so many pixels are no drawing. */
const TREMBLING = 4;

/** Listens to mouse, pen and fingers over a chart. @param pointAt the point at so many pixels from the left. */
export function listen(over: HTMLElement, pointAt: (left: number) => number, hand: Hand): void {
  const leftOf = (event: PointerEvent) => {
    const { left, width } = over.getBoundingClientRect();
    return Math.min(width, Math.max(0, event.clientX - left));
  };
  let begun: number | undefined;
  let isDrawn = false;

  over.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    hand.point(pointAt(leftOf(event)));
    // A finger moves the cursor, since without hovering it could do nothing else to look at a point.
    if (event.pointerType === 'touch') return;
    [begun, isDrawn] = [leftOf(event), false];
    over.setPointerCapture(event.pointerId);
  });
  over.addEventListener('pointermove', (event) => {
    const left = leftOf(event);
    hand.point(pointAt(left));
    if (begun === undefined) return;
    if (Math.abs(left - begun) >= TREMBLING) isDrawn = true;
    if (isDrawn) hand.draw(pointAt(begun), pointAt(left));
  });
  const end = () => {
    if (begun === undefined) return;
    begun = undefined;
    if (isDrawn) hand.drawn();
    else hand.clear();
  };
  over.addEventListener('pointerup', end);
  over.addEventListener('pointercancel', () => {
    begun = undefined;
  });
  over.addEventListener('pointerleave', (event) => {
    if (begun === undefined && event.pointerType !== 'touch') hand.point(undefined);
  });
}
