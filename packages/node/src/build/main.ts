/** Builds the bundle of a node if it has to be; for scripts. */
import { buildNode } from './build-node.ts';

await buildNode();
