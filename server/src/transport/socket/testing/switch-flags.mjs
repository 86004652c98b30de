/**
 * Switches flags of V8 between two settings thousands of times a second, while V8 compiles in its own threads (calls of
 * functions that are just small enough to be put into others) and collects garbage, young and old. Ends with 0 unless V8
 * aborts. Arguments: the flags of one setting and those of the other, each divided by spaces, and for how many milliseconds.
 */
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

const [one = '', other = '', ms = '3000'] = process.argv.slice(2);
const settings = [one.split(' '), other.split(' ')];
const callsPerSwitch = 50;
const calls = 20_000;
/** Makes callees of 200 to 460 units of bytecode. */
const steps = 9;
const kept = [];

let switches = 0;
const switchOver = () => {
  for (const flag of settings[switches % 2]) setFlagsFromString(flag);
  switches += 1;
};

/** Code that V8 has not seen. */
const freshCaller = (seed) => {
  const callee = (index) => {
    const step = (at) =>
      `x = (x * ${((index + seed) % 7) + at + 3} + ${at}) | 0; if (x > ${1000 + at}) x -= y;`;
    return `(x, y) => { ${Array.from({ length: steps }, (_, at) => step(at)).join('')} return x; }`;
  };
  const callees = [0, 1, 2, 3].map(callee).join(',');
  return new Script(
    `(([a, b, c, d]) => (x) => a(b(x, 1), 2) + c(d(x, 3), 4))([${callees}])`,
  ).runInThisContext();
};

const until = performance.now() + Number(ms);
let sum = 0;
for (let seed = 0; performance.now() < until; seed += 1) {
  const call = freshCaller(seed);
  for (let index = 0; index < calls; index += 1) {
    sum = (sum + call(index)) | 0;
    if (index % callsPerSwitch === 0) switchOver();
  }
  kept[seed % 500] = Array.from({ length: 2_000 }, (_, at) => ({ at, text: `${seed} ${at}` }));
}
process.stdout.write(`${switches} ${sum}\n`);
