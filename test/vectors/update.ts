/** Pins the encodings again: `node test/vectors/update.ts`. A change is a change of format; say why in the commit. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { phraseVectors } from './phrases.ts';
import { vectors } from './values.ts';

write('protocol.json', vectors());
write('phrases.json', phraseVectors());

function write(name: string, content: object): void {
  const path = fileURLToPath(new URL(`./${name}`, import.meta.url));
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`);
}
