/** Rewrites docs/errors.md and the table of `trellis errors`: `node scripts/errors/main.ts`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorsPage, errorTable } from './page.ts';

const below = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

writeFileSync(below('docs/errors.md'), errorsPage());
writeFileSync(below('packages/cli/src/error-codes.json'), errorTable());
