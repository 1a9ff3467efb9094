import { asciiBytes, keyAddress } from '@trellis/crypto';
import { type NodeRecord, stateKey, toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { createRegistry } from './registry.ts';

const key = (name: string) => keyAddress('ml-dsa-65', asciiBytes(name));
const node = (name: string, changes: Partial<NodeRecord> = {}): NodeRecord => ({
  name,
  peer: `peer-of-${name}`,
  networkKeys: [{ key: key(name), until: null }],
  operator: key('operator'),
  until: null,
  ...changes,
});
const height = toHeight;
const unchanged = new Map();

describe('the registry', () => {
  it('knows nodes by name, peer id and network key', () => {
    const registry = createRegistry([node('a'), node('b')], height(1));
    expect(registry.named('a')?.name).toBe('a');
    expect(registry.withPeer('peer-of-b')?.name).toBe('b');
    expect(registry.withNetworkKey(key('b'))?.name).toBe('b');
    expect(registry.withPeer('peer-of-c')).toBeUndefined();
    expect(registry.nodes()).toHaveLength(2);
  });

  it('takes over what a block changes, and says so', () => {
    const registry = createRegistry([node('a')], height(1));
    expect(registry.blockFinal(height(2), unchanged)).toBe(false);
    const changes = new Map([[stateKey.node('b'), node('b')]]);
    expect(registry.blockFinal(height(3), changes)).toBe(true);
    expect(registry.withPeer('peer-of-b')?.name).toBe('b');
  });

  it('lets a node and a key go at the height they end at', () => {
    const ending = node('a', {
      networkKeys: [
        { key: key('old'), until: height(5) },
        { key: key('new'), until: null },
      ],
    });
    const leaving = node('b', { until: height(6) });
    const registry = createRegistry([ending, leaving], height(5));
    expect(registry.withNetworkKey(key('old'))?.name).toBe('a');
    expect(registry.blockFinal(height(6), unchanged)).toBe(true);
    expect(registry.withNetworkKey(key('old'))).toBeUndefined();
    expect(registry.withNetworkKey(key('new'))?.name).toBe('a');
    expect(registry.withPeer('peer-of-b')?.name).toBe('b');
    expect(registry.blockFinal(height(7), unchanged)).toBe(true);
    expect(registry.withPeer('peer-of-b')).toBeUndefined();
    expect(registry.named('b')).toBeDefined();
  });
});
