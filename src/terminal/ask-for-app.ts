import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { StravaApp } from '../config.ts';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { Secret } from '../secret.ts';
import type { Terminal } from './terminal.ts';

const ENV_FILE = '.env';

/** The text of a `.env` file with these names set, everything else as it was. */
export function withValues(text: string, values: Record<string, string>): string {
  const names = Object.keys(values);
  const kept = text
    .split('\n')
    .filter((line) => !names.some((name) => new RegExp(`^\\s*${name}\\s*=`).test(line)));
  while (kept.at(-1) === '') kept.pop();
  const added = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return `${[...kept, ...added].join('\n')}\n`;
}

function writeEnv(app: StravaApp): void {
  const before = existsSync(ENV_FILE) ? readFileSync(ENV_FILE, 'utf8') : '';
  const values = { STRAVA_CLIENT_ID: app.clientId, STRAVA_CLIENT_SECRET: app.clientSecret.reveal() };
  writeFileSync(ENV_FILE, withValues(before, values), { mode: 0o600 });
  chmodSync(ENV_FILE, 0o600);
}

const cancelled = () =>
  new Failure(
    'not_connected',
    'Nothing was entered, so nothing is connected.',
    `Run ${command('bootstrap')} again.`,
  );

/**
 * Asks a person for the client id and secret of their API application, and offers to write them to `.env`.
 * @throws {Failure} `not_connected` when they give up.
 */
export async function askForApp(terminal: Terminal): Promise<StravaApp> {
  const { confirm, isCancel, password, text } = await import('@clack/prompts');
  const given = <T>(answer: T): Exclude<T, symbol> => {
    if (isCancel(answer)) throw cancelled();
    return answer as Exclude<T, symbol>;
  };
  terminal.say(
    'Client id and secret are missing. Strava shows both on https://www.strava.com/settings/api, where you',
  );
  terminal.say(
    'first create an application of your own, with "127.0.0.1" as its Authorization Callback Domain.',
  );
  terminal.say('Since June 2026 the owner of an application needs a Strava subscription.');
  terminal.say();
  const clientId = given(
    await text({
      message: 'Client ID',
      validate: (value) => (/^\d+$/.test(value?.trim() ?? '') ? undefined : 'It is a number.'),
    }),
  ).trim();
  const secret = given(
    await password({
      message: 'Client Secret',
      validate: (value) =>
        /^\S{8,}$/.test(value?.trim() ?? '') ? undefined : 'It is a text of about 40 letters.',
    }),
  ).trim();
  const app = { clientId, clientSecret: new Secret(secret, 'pinned') };
  if (given(await confirm({ message: `Write them to ${ENV_FILE}, readable by you only?` }))) {
    writeEnv(app);
  } else {
    terminal.say(
      `Then set STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET in the environment of ${command('start')}.`,
    );
  }
  return app;
}
