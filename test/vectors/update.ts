/** Pins the encodings again: `node test/vectors/update.ts`. A change is a change of format; say why in the commit. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { vectors } from './values.ts';

const path = fileURLToPath(new URL('./protocol.json', import.meta.url));
writeFileSync(path, `${JSON.stringify(vectors(), null, 2)}\n`);
