/** Builds the page if it has to be; for scripts. */
import { buildPage } from './build-page.ts';

await buildPage();
