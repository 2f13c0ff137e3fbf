import { views } from '../archive/views.ts';
import { ownQuestions, PACKAGE_QUESTIONS, savedQuestions } from '../ask/saved.ts';
import { plain } from '../terminal/plain.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Says which questions are saved, what they may be told, and which views are made for asking. */
export function list({ say }: Terminal, dataDir: string, json: boolean): void {
  const questions = savedQuestions(dataDir);
  if (json) {
    say(JSON.stringify({ questions, views }, null, 2));
    return;
  }
  say('Saved questions, with what they may be told:');
  for (const { name, title, sentence, parameters } of questions) {
    say(`\n  ${name} – ${plain(title)}`);
    if (sentence) say(`    ${plain(sentence)}`);
    for (const { name: parameter, usual, meaning } of parameters)
      say(`    --${parameter.replaceAll('_', '-')}${usual ? ` (${plain(usual)})` : ''}  ${plain(meaning)}`);
  }
  say(`\nThey are files in ${PACKAGE_QUESTIONS}; put your own into ${ownQuestions(dataDir)}.`);
  say('\nViews that are made for asking:\n');
  const widest = Math.max(...views.map(({ name }) => name.length));
  for (const { name, sentence } of views) say(`  ${name.padEnd(widest)}  ${sentence}`);
}
