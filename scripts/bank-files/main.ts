/** Rewrites docs/iso20022-fields.md: `node scripts/bank-files/main.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bankFilesPage } from './page.ts';

const path = fileURLToPath(new URL('../../docs/iso20022-fields.md', import.meta.url));
writeFileSync(path, bankFilesPage());
