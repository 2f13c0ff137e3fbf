/** Preloaded into measured processes: at their exit they write CPU milliseconds and peak memory (MB) to file descriptor 3. */
const { writeSync } = require('node:fs') as typeof import('node:fs');

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, `${(userCPUTime + systemCPUTime) / 1_000} ${maxRSS / 1_024}`);
});
