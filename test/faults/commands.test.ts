import { type CliHome, createHome } from '@trellis/cli/testing/run-cli';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPorts } from '../ports.ts';

let cli: CliHome;

beforeAll(async () => {
  cli = await createHome();
  const port = await testPorts(4);
  await cli.jsonWithin(['testnet', 'init', '--base-port', String(port)]);
  await cli.json(['testnet', 'up']);
});

afterAll(async () => {
  await cli.run(['testnet', 'down']);
  await cli.remove();
});

async function why(): Promise<Record<string, unknown>> {
  return cli.jsonWithin(['status', '--why']);
}

describe('a testnet that is broken on purpose', () => {
  it('says that it has nothing to do while it is whole', async () => {
    // Not while the last connections are made, nor while an empty block is agreed on.
    await expect.poll(why).toMatchObject({ cause: 'nothing_to_do', also: [] });
  });

  it('halts behind a partition, says who is missing, and continues when it is healed', async () => {
    const { partition } = await cli.jsonWithin(['testnet', 'partition', 'node3', 'node4']);
    expect(partition).toEqual([
      ['node3', 'node4'],
      ['node1', 'node2'],
    ]);
    await expect.poll(why).toMatchObject({
      cause: 'quorum_missing',
      sentence: expect.stringMatching(
        /power 2 of 4, and a block needs 3.*node\d \(power 1, connected, unresponsive/,
      ),
    });
    await cli.jsonWithin(['testnet', 'heal']);
    await expect.poll(why).toMatchObject({ cause: 'nothing_to_do' });
  });

  it('tells a paused node from a dead one', async () => {
    const node2 = ['--node', await nodeUrl('node2')];
    expect(await cli.jsonWithin(['testnet', 'pause', 'node2'])).toMatchObject({ pause: ['node2'] });
    expect((await cli.runWithin(['testnet', 'status'])).stdout).toMatch(/^node2 +paused /m);
    const paused = await cli.runWithin(['status', '--why', ...node2]);
    expect(paused).toMatchObject({ code: 3, stderr: expect.stringContaining('node2 is paused') });
    await cli.jsonWithin(['testnet', 'resume', 'node2']);
    expect(await cli.jsonWithin(['status', '--why', ...node2])).toMatchObject({ node: 'node2' });
    await cli.jsonWithin(['testnet', 'kill', 'node2']);
    const dead = await cli.runWithin(['status', '--why', ...node2]);
    expect(dead).toMatchObject({ code: 3, stderr: expect.stringContaining('node2 does not run') });
    expect(await cli.jsonWithin(['testnet', 'kill', 'node2'])).toMatchObject({
      unchanged: ['node2'],
    });
    await expect.poll(why).toMatchObject({ also: [{ cause: 'validators_absent' }] });
    await cli.json(['testnet', 'restart', 'node2']);
  });

  it('bears chaos, and the report says so', async () => {
    // Two nodes are killed, which halts the network, and then one.
    const result = await cli.json(['testnet', 'chaos', '--seed', '1949', '--for', '4s']);
    expect(result).toMatchObject({
      passed: true,
      seed: 1949,
      faults: 2,
      chains: { forks: [], lost: [] },
      signing: { conflicts: [] },
    });
    expect(Number(result.payments)).toBeGreaterThan(0);
  });

  it('refuses nodes and times that there are not', async () => {
    expect(await cli.runWithin(['testnet', 'kill', 'node9'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no node "node9"'),
    });
    const everybody = ['node1', 'node2', 'node3', 'node4'];
    expect(await cli.runWithin(['testnet', 'partition', ...everybody])).toMatchObject({ code: 2 });
    expect(await cli.runWithin(['testnet', 'chaos', '--for', 'long'])).toMatchObject({ code: 2 });
    expect(await cli.runWithin(['testnet', 'slow', 'node1', '--loss', '99'])).toMatchObject({
      code: 2,
    });
  });
});

async function nodeUrl(name: string): Promise<string> {
  const { nodes } = await cli.jsonWithin(['testnet', 'status']);
  const found = (nodes as { name: string; http: string }[]).find((node) => node.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found.http;
}
