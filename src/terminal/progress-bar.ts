import { scrub } from '../secret.ts';

/** What the bar shows. */
export interface Progress {
  resource: string;
  done: number;
  total: number;
  /** Requests and time that are left, in words. */
  left: string;
}

export interface ProgressView extends Disposable {
  /** Whether somebody sees it. */
  readonly visible: boolean;
  /** Asks for the progress, which costs something to find out, only where somebody sees it. */
  show(progress: () => Progress): void;
  /** Writes a line above the bar. */
  tell(line: string): void;
}

// The bar has the terminal cut lines that are too long for it.
const WRAP = '\x1b[?7h';
const CUT = '\x1b[?7l';

/** Nobody looks. */
export const noBar: ProgressView = { visible: false, show() {}, tell() {}, [Symbol.dispose]() {} };

/** A bar on standard error, on a terminal only. */
export async function progressBar(stream: NodeJS.WriteStream = process.stderr): Promise<ProgressView> {
  if (!stream.isTTY) return noBar;
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total} {resource} {left}',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stream,
  });
  bar.start(1, 0, { resource: '', left: '' });
  return {
    visible: true,
    show(progress) {
      const { resource, done, total, left } = progress();
      bar.setTotal(Math.max(total, 1));
      bar.update(done, { resource, left });
    },
    tell: (line) => void stream.write(`\r\x1b[K${WRAP}${scrub(line)}\n${CUT}`),
    [Symbol.dispose]: () => bar.stop(),
  };
}
