/** Rewrites the table of what names can be made of: `node scripts/unicode/main.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nameTableSource } from './name-table.ts';

const path = fileURLToPath(new URL('../../packages/protocol/src/name-table.ts', import.meta.url));
writeFileSync(path, nameTableSource());
