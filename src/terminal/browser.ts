/** Opens an address for the person; says false when there is no browser to open it. */
export type OpenBrowser = (url: string) => Promise<boolean>;

/** Over ssh or without a display, a browser would open where nobody sees it, or not at all. */
function hasScreen(env: NodeJS.ProcessEnv): boolean {
  if (env.SSH_CONNECTION || env.SSH_TTY) return false;
  if (process.platform !== 'linux') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
}

/** The person's own browser, through `open`. */
export const openInBrowser: OpenBrowser = async (url) => {
  if (!hasScreen(process.env)) return false;
  try {
    const { default: open } = await import('open');
    const child = await open(url);
    child.on('error', () => {});
    return true;
  } catch {
    return false;
  }
};
