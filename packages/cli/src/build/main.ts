/** Builds the bundle if it has to be; for scripts. */
import { buildBundle } from './build-bundle.ts';

await buildBundle();
