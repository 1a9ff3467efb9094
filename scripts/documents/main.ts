/** Rewrites docs/cli.schema.json: `node scripts/documents/main.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { documentSchemaText } from './text.ts';

const path = fileURLToPath(new URL('../../docs/cli.schema.json', import.meta.url));
writeFileSync(path, documentSchemaText());
