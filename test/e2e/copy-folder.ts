/** Copies a node's folder as an operator does, also while the node runs. */
import { cp, lstat } from 'node:fs/promises';

/** Sockets belong to a process and are left out: `fs.cp` refuses them. */
export function copyFolder(from: string, to: string): Promise<void> {
  return cp(from, to, {
    recursive: true,
    force: true,
    filter: async (path) => !(await lstat(path)).isSocket(),
  });
}
