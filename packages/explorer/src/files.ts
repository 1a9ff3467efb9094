/** Where the built page is, for the node that serves it. Nothing here knows how it is built. */
import { fileURLToPath } from 'node:url';

/** Made by `build-page.ts`; it may be missing. */
export const pageFolder: string = fileURLToPath(new URL('../dist', import.meta.url));

export { pageBase } from './page-base.ts';
