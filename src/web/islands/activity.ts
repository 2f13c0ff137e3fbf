/** Puts charts and a map in the place of an activity's pictures. Without it the pictures stay. */
import type { Recording } from '../charts/recording.ts';
import { view } from './activity/view.ts';

const box = document.querySelector<HTMLElement>('[data-series]');

async function load(from: HTMLElement): Promise<void> {
  const answer = await fetch(from.dataset.series ?? '');
  if (answer.ok) view(from, (await answer.json()) as Recording);
}

if (box) await load(box);
