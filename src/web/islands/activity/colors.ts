/** The value of a variable of the style, which is another in the dark. */
export const colorOf = (variable: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(variable).trim();

/** Calls when the system turns light or dark. */
export function onTheme(act: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', act);
}
