import { GROUPS } from '../../map/track-file.ts';

/** The colours of the page, for what is drawn. */
export interface Colors {
  /** By their place in `GROUPS`. */
  groups: readonly string[];
  accent: string;
  text: string;
  surface: string;
}

/** What the style says now. */
export function readColors(): Colors {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    groups: GROUPS.map(color),
    ...{ accent: color('accent'), text: color('text'), surface: color('surface') },
  };
}

/** Tells when the system goes over to dark or light. */
export const onNewColors = (tell: () => void): void =>
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);
