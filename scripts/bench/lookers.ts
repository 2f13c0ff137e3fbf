/** Several people who look at pages without a rest, in a process of their own: `node lookers.js <origin> <seconds> <path…>`. */
const [origin = '', seconds = '10', ...paths] = process.argv.slice(2);
const until = performance.now() + Number(seconds) * 1_000;
const PEOPLE = 4;
let looked = 0;

async function look(first: number): Promise<void> {
  for (let at = first; performance.now() < until; at++) {
    const answer = await fetch(origin + paths[at % paths.length]);
    await answer.arrayBuffer();
    if (answer.ok) looked++;
  }
}

await Promise.all(Array.from({ length: PEOPLE }, (_, person) => look(person * 3)));
console.log(looked);
