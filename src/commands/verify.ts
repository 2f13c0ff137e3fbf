import { archivePath } from '../archive/open.ts';
import { loadConfig } from '../config.ts';
import { exitCodeFor } from '../errors.ts';
import { progressBar } from '../terminal/progress-bar.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Verdict, verifyArchive } from '../upkeep/verify.ts';
import { counted } from '../words.ts';
import { type CommandContext, tellArchive } from './context.ts';

function tell({ say }: Terminal, verdicts: readonly Verdict[]): void {
  for (const { name, things, findings, notes = [] } of verdicts) {
    say(`${findings.length === 0 ? 'ok ' : 'BAD'}  ${name} (${things.toLocaleString('en')})`);
    for (const { what, mend } of findings) {
      say(`       ${what}`);
      say(`         ${mend}`);
    }
    for (const note of notes) say(`       ${note}`);
  }
  const bad = verdicts.reduce((sum, { findings }) => sum + findings.length, 0);
  say(bad === 0 ? 'The archive is sound.' : `${counted(bad, 'thing')} to mend.`);
}

/** Checks the archive and says what is wrong with it and what mends it. @returns the exit code. */
export async function verify(
  context: CommandContext,
  { deep, json }: { deep: boolean; json: boolean },
): Promise<number> {
  const { environment, terminal } = context;
  const config = loadConfig(environment, { app: 'optional' });
  const { dataDir } = config;
  if (!json) tellArchive(terminal.say, config);
  using bar = await progressBar();
  const onProgress = (resource: string, done: number, total: number) =>
    bar.show(() => ({ resource, done, total, left: '' }));
  const verdicts = verifyArchive(dataDir, { deep, onProgress });
  bar[Symbol.dispose]();
  const ok = verdicts.every(({ findings }) => findings.length === 0);
  if (json) terminal.say(JSON.stringify({ archive: archivePath(dataDir), ok, checks: verdicts }, null, 2));
  else tell(terminal, verdicts);
  return ok ? 0 : exitCodeFor('archive');
}
