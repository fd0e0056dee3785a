// What the judges of our own adapters share: what the adapter said on the wire, a way to tell it something, and the tally.
//
//   node …-adapter-oracle.mjs --base http://127.0.0.1:PORT --keys DIR --requests FILE --wire PROGRAM
//
// FILE holds a line of JSON for each step: its name, what there is to say about it, and its requests as they were sent.
// PROGRAM reads notifications and says what the adapter understood.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual, parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    base: { type: 'string' },
    keys: { type: 'string' },
    requests: { type: 'string' },
    wire: { type: 'string' },
  },
});
if (!options.keys || !options.requests || !options.wire) {
  console.error('usage: node …-adapter-oracle.mjs --base http://127.0.0.1:PORT --keys DIR --requests FILE --wire PROGRAM');
  process.exit(2);
}

export const key = (name) => readFileSync(join(options.keys, name), 'utf8').trim();
export const steps = readFileSync(options.requests, 'utf8').trim().split('\n').map((line) => JSON.parse(line));

/** One of our adapters, to be told things. */
export class Listener {
  #program;
  #lines;

  constructor(gateway) {
    this.#program = spawn(options.wire, ['hears', gateway, options.keys], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#program.stdout })[Symbol.asyncIterator]();
  }

  /** What it understood. */
  async hears(headers, body) {
    this.#program.stdin.write(`${JSON.stringify({ headers, body })}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the adapter ended');
    return JSON.parse(value);
  }

  async hangUp() {
    const ended = once(this.#program, 'exit');
    this.#program.stdin.end();
    equal((await ended)[0], 0, 'how the adapter ended');
  }
}

export function equal(found, wanted, what) {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Error(`${what}: expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
}

let failed = 0;

export async function test(name, body) {
  try {
    await body();
    console.log(`ok - ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`not ok - ${name}\n  ${error?.message ?? error}`);
  }
}

export function end() {
  process.exit(failed === 0 ? 0 : 1);
}
