/** Where the built pages are, for whoever serves them, and how. Nothing here knows how they are built. */
import { fileURLToPath } from 'node:url';

/** Made by `build-page.ts`; it may be missing. */
export const pageFolder: string = fileURLToPath(new URL('../dist', import.meta.url));

/** The wallet's, which works at any path of any server. */
export const walletFolder: string = fileURLToPath(new URL('../dist/wallet', import.meta.url));

export { pageBase, walletBase } from './page-base.ts';
export { type PageFile, pageHeaders, readPageFiles } from './page-files.ts';
