/** A signal that aborts `ms` milliseconds after the given one. */
export function delayedSignal(
  signal: AbortSignal | undefined,
  ms: number,
): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => controller.abort(signal?.reason), ms);
  };
  signal?.addEventListener('abort', start, { once: true });
  const clear = () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', start);
  };
  return { signal: controller.signal, clear };
}
