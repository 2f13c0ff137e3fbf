/** `npm run bootstrap`: short for `athlete-archive bootstrap`. */
import { main } from '../src/main.ts';

await main(['bootstrap', ...process.argv.slice(2)]);
