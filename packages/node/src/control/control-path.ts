/** Where a running node takes orders: a socket that its own user alone can connect with. */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the system takes for the name of a socket, with its end; macOS takes the least. */
const pathBytesMax = 100;

/** In the data folder; beside the temporary files if that has too long a name for a socket. */
export function controlPath(dataFolder: string): string {
  const path = join(resolve(dataFolder), 'control.sock');
  if (Buffer.byteLength(path) <= pathBytesMax) return path;
  const name = createHash('sha256').update(path).digest('hex').slice(0, 24);
  return join(tmpdir(), `trellis-${name}.sock`);
}
