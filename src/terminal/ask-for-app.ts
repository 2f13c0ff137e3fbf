import type { StravaApp } from '../config.ts';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { Secret } from '../secret.ts';
import { writeSettings } from '../settings-file.ts';
import type { Terminal } from './terminal.ts';

/** Keeps the application in the file of settings, if the person wants that and it can be. */
function keep({ clientId, clientSecret }: StravaApp, file: string, terminal: Terminal): boolean {
  const values = { STRAVA_CLIENT_ID: clientId, STRAVA_CLIENT_SECRET: clientSecret.reveal() };
  const fault = writeSettings(file, values);
  if (fault !== undefined) terminal.say(fault);
  return fault === undefined;
}

const cancelled = () =>
  new Failure(
    'not_connected',
    'Nothing was entered, so nothing is connected.',
    `Run ${command('bootstrap')} again.`,
  );

/**
 * Asks a person for the client id and secret of their API application, and offers to write them to `file`.
 * @throws {Failure} `not_connected` when they give up.
 */
export async function askForApp(terminal: Terminal, file: string): Promise<StravaApp> {
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
  const wanted = given(await confirm({ message: `Write them to ${file}, readable by you only?` }));
  if (!wanted || !keep(app, file, terminal)) {
    terminal.say(`Then put these into the environment of ${command('start')} (or another file of settings):`);
    terminal.say(`  STRAVA_CLIENT_ID=${clientId}`);
    terminal.say('  STRAVA_CLIENT_SECRET=  (what you have just entered)');
  }
  return app;
}
