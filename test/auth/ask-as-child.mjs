// One request as the stored athlete, in a process of its own: `node ask-as-child.mjs` with the usual environment.
// It says `asking` before and the athlete's id after; a failure is its sentence and its exit code.
import { createApp } from '../../dist/src/app.js';
import { loadConfig } from '../../dist/src/config.js';
import { createLogger } from '../../dist/src/log.js';

const config = loadConfig(process.env, { app: 'required' });
const app = createApp(config, await createLogger({ level: 'info', format: 'json' }));
const [athleteId] = app.passContext.athleteIds();
process.stdout.write('asking\n');
try {
  const { json } = await app.passContext.clientFor(athleteId).get({ path: '/athlete' });
  process.stdout.write(`athlete ${json.id}\n`);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode ?? 1;
} finally {
  app[Symbol.dispose]();
}
