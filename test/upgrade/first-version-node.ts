/** A node that knows the first version of the protocol alone. Started by tests; no release has it. */
import { runNodeProcess } from '@trellis/node';
import { firstVersion } from '@trellis/protocol';

process.env.UV_THREADPOOL_SIZE ??= '10';
runNodeProcess(firstVersion);
