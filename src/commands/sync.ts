import { type App, createApp } from '../app.ts';
import { inWords } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { Failure, sentence } from '../errors.ts';
import { nameOf } from '../resources/athlete.ts';
import { type AthleteReport, exitCodeOf } from '../sync/outcome.ts';
import { type Progress, runPass } from '../sync/pass.ts';
import { type CommandContext, commandLogger } from './context.ts';
import { counted, listed } from './words.ts';

interface ProgressView extends Disposable {
  show(progress: Progress): void;
}

/** A bar on standard error, on a terminal only. */
async function progressBar(): Promise<ProgressView> {
  if (!process.stderr.isTTY) return { show() {}, [Symbol.dispose]() {} };
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total} {resource}',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: true,
  });
  bar.start(1, 0, { resource: '' });
  return {
    show({ resource, done, total }) {
      bar.setTotal(total);
      bar.update(done, { resource: resource ?? '' });
    },
    [Symbol.dispose]: () => bar.stop(),
  };
}

function describe(report: AthleteReport, name: string, zone: string): string {
  const { outcome, stored, requests, error, resumeAt } = report;
  const what = stored.length > 0 ? `archived ${listed(stored)}` : 'archived nothing';
  const spent = counted(requests, 'request');
  if (outcome === 'ok') return `${name}: ${what} (${spent}).`;
  if (resumeAt !== undefined) {
    return `${name}: ${what} (${spent}). The request budget is spent; it can go on ${inWords(resumeAt, zone)}.`;
  }
  return `${name}: ${what} (${spent}). ${sentence(error)}`;
}

async function passWithProgress(app: App, { terminal, signal }: CommandContext): Promise<AthleteReport[]> {
  using bar = await progressBar();
  return await runPass(app.passContext, {
    trigger: 'command',
    signal,
    onWait: () => terminal.say('Another process runs a pass; waiting for its end …'),
    onProgress: (progress) => bar.show(progress),
  });
}

/**
 * One pass now, for systemd timers, cron or an impatient person; safe beside a running worker.
 * @returns the exit code. @throws {Failure} when it cannot run at all.
 */
export async function sync(context: CommandContext): Promise<number> {
  const { environment, terminal } = context;
  const config = loadConfig(environment, { app: 'required' });
  const log = await commandLogger(config);
  using app = createApp(config, log);
  if (app.passContext.athleteIds().length === 0) {
    throw new Failure('not_connected', 'Nobody is connected yet.', 'Run `npm run bootstrap` first.');
  }
  const reports = await passWithProgress(app, context);
  if (reports.length === 0) terminal.say('Another process has just archived everything; nothing to do.');
  for (const report of reports)
    terminal.say(describe(report, nameOf(app.archive, report.athleteId), config.zone));
  return exitCodeOf(reports);
}
