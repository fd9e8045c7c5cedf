/**
 * A lab whose garbage can be collected: `node --expose-gc collecting-lab.mjs HOME` says its port, and for each line on its standard input it collects and
 * answers with a line. What is left then is what it holds; how far the engine lets garbage grow before it collects is its own affair, and depends on how
 * much memory the machine has.
 */
import { createInterface } from 'node:readline';
import { Lab } from '../dist/index.js';

const lab = await Lab.start({ home: process.argv[2], listen: '127.0.0.1:0' });
console.log(lab.address.port);
const asked = createInterface({ input: process.stdin });
asked.on('line', () => {
  for (let times = 0; times < 3; times++) globalThis.gc();
  console.log('collected');
});
asked.on('close', () => lab.close().then(() => process.exit()));
