/** The process of one node: `node main.ts CONFIG`. */
import { enableCompileCache } from 'node:module';
import { pathToFileURL } from 'node:url';

// Verification, disk and signing share libuv's threads; more of them than cores, so that a burst of
// payments does not keep a vote from being synced. Read by libuv at its first use.
process.env.UV_THREADPOOL_SIZE ??= '10';

// Most of a start is compiling; what one process compiled, the next ones read. So it comes before
// everything else is imported.
enableCompileCache();
const { nodeBundle } = await import('./bundle/node-bundle.ts');
const bundle = nodeBundle();
const { runNodeProcess }: typeof import('./node-process.ts') = await (bundle === undefined
  ? import('./node-process.ts')
  : import(pathToFileURL(bundle).href));
runNodeProcess();
