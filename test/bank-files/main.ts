/**
 * Measures how long a large pain.001 takes to be read and checked, and what memory:
 * `node test/bank-files/main.ts [transfers] [schema]`. With a schema it is validated by that as well.
 */
import { readFileSync } from 'node:fs';
import process, { argv, memoryUsage, resourceUsage } from 'node:process';
import { createTransfersReader } from '@trellis/iso20022';
import { createSchemaValidator } from '@trellis/iso20022/validator';
import { bulkInitiation } from './initiation.ts';

const [, , countText = '10000', schemaPath] = argv;
const count = Number(countText);
const day = '2026-11-30';
const encoder = new TextEncoder();

/** As a file is read: in pieces of 256 KiB. */
function* pieces(): Generator<Uint8Array> {
  let text = '';
  for (const part of bulkInitiation(count, day)) {
    text += part;
    if (text.length < 262_144) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

let bytes = 0;
for (const piece of pieces()) bytes += piece.length;
const reader = createTransfersReader({ today: day });
const used = process.cpuUsage();
const began = performance.now();
for (const piece of pieces()) reader.write(piece);
const { file, findings } = reader.end();
const seconds = (performance.now() - began) / 1000;
const processor = process.cpuUsage(used).user / 1e6;
const megabytes = bytes / 1e6;
print(
  `${file?.instructions.length ?? 0} transfers, ${megabytes.toFixed(1)} MB, ${findings.length} mistakes`,
);
print(
  `read and checked in ${seconds.toFixed(2)} s, of which ${processor.toFixed(2)} s of a processor`,
);
print(`memory at its highest ${(resourceUsage().maxRSS / 1024).toFixed(0)} MB`);

if (schemaPath !== undefined) {
  const validator = createSchemaValidator(readFileSync(schemaPath));
  const whole = encoder.encode([...bulkInitiation(count, day)].join(''));
  const start = performance.now();
  const violations = validator.validate(whole).length;
  const took = (performance.now() - start) / 1000;
  const memory = memoryUsage().rss / 1e6;
  print(`validated by the schema in ${took.toFixed(2)} s, ${violations} violations`);
  print(`memory then ${memory.toFixed(0)} MB`);
}
