/** Builds the module if it has to be; for scripts. */
import { buildModule } from './build-module.ts';

await buildModule();
