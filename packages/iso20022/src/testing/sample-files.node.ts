/** Files in the manner of different senders, made for the tests. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SampleName } from './sample-names.ts';

const folder = fileURLToPath(new URL('./files/', import.meta.url));

/** The day that the files are of. */
export const sampleDay = '2026-11-30';

export const sampleText = (name: SampleName): string =>
  readFileSync(`${folder}${name}.xml`, 'utf8');
export const sampleBytes = (name: SampleName): Uint8Array => readFileSync(`${folder}${name}.xml`);
