import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nodeFiles, nodeFolder, type TestnetNode } from './layout.ts';
import { logTail } from './processes.ts';

it('the last words of a node are in the file that was written last', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trellis-log-tail-'));
  const node = { name: 'node1' } as TestnetNode;
  const path = nodeFolder(folder, node);
  await mkdir(path, { recursive: true });
  try {
    expect(await logTail(folder, node, 5)).toBe('');
    await writeFile(join(path, nodeFiles.log), 'running\nstopping\n');
    expect(await logTail(folder, node, 1)).toBe('stopping');
    await writeFile(join(path, nodeFiles.output), 'cannot start\n');
    await utimes(join(path, nodeFiles.log), 1, 1);
    expect(await logTail(folder, node, 2)).toBe('stopping\ncannot start');
    await utimes(join(path, nodeFiles.output), 0.5, 0.5);
    expect(await logTail(folder, node, 1)).toBe('stopping');
  } finally {
    await rm(folder, { recursive: true });
  }
});
