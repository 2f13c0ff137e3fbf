import type { Stretch } from '../../charts/recording.ts';

/** What an address says of a recording: which part is chosen, and what the axis is. */
export interface Said {
  chosen: Stretch | undefined;
  by: 'distance' | 'time' | undefined;
}

/** `#t=1469-1753&x=time`, either part alone, or neither. */
export function readFragment(fragment: string): Said {
  const parts = new URLSearchParams(fragment.replace(/^#/, ''));
  const [, from, to] = /^(\d{1,7})-(\d{1,7})$/.exec(parts.get('t') ?? '') ?? [];
  const chosen = { from: Number(from), to: Number(to) };
  const by = parts.get('x');
  return {
    chosen: chosen.to > chosen.from ? chosen : undefined,
    by: by === 'time' || by === 'distance' ? by : undefined,
  };
}

/** The fragment that says so; empty where nothing is said. */
export function writeFragment({ chosen, by }: Said): string {
  const parts = [chosen && `t=${Math.round(chosen.from)}-${Math.round(chosen.to)}`, by && `x=${by}`];
  const said = parts.filter(Boolean).join('&');
  return said && `#${said}`;
}
