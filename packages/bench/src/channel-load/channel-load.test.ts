import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { channelLoadText } from './index.ts';

const run = promisify(execFile);

/** The protocol of the channel that a node's transport would make, in a process with these arguments. */
async function protocolWith(...flags: readonly string[]): Promise<string> {
  // What the transport imports, it is given.
  const program = `
    await import(${JSON.stringify(import.meta.resolve('@trellis/network'))});
    const face = await import(${JSON.stringify(import.meta.resolve('@trellis/network/channel'))});
    const source = String(face.createSecureChannel);
    process.stdout.write(source.includes("'/noise'") ? 'noise' : 'ours');`;
  const { stdout } = await run(process.execPath, [
    ...flags,
    '--input-type=module',
    '--eval',
    program,
  ]);
  return stdout;
}

describe('networks over Noise', () => {
  it('are of nodes whose channel a measurement has replaced; without that there is ours', async () => {
    const preload = new URL('./noise-nodes.ts', import.meta.url).href;
    expect(await protocolWith(`--import=${preload}`)).toBe('noise');
    expect(await protocolWith()).toBe('ours');
  });

  it('are shown beside those over our channel', () => {
    const of = (subject: string, samples: number[]) => ({
      name: 'CPU',
      subject,
      unit: 'µs/payment/node',
      better: 'lower' as const,
      samples,
    });
    const [head, ...lines] = channelLoadText([
      of('noise', [3, 1, 2]),
      of('X25519MLKEM768', [1, 1, 1]),
    ]).split('\n');
    expect(head).toMatch(/noise +X25519MLKEM768/);
    expect(lines.find((line) => line.startsWith('CPU'))).toMatch(/2\.00 \(1\.00–3\.00\) +1\.00/);
  });
});
