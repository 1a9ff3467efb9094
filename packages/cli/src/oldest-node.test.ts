import { describe, expect, it } from 'vitest';
import { oldestNode, refusalOfNode } from './oldest-node.js';

describe('a Node that is too old', () => {
  it.each(['18.20.8', '20.20.2', '22.22.0', '23.11.1'])(
    '%s is told so in one sentence',
    (version) => {
      expect(refusalOfNode(version)).toMatch(
        new RegExp(`this is Node ${version}, and Trellis needs ${oldestNode} or later`),
      );
    },
  );

  it.each([oldestNode, '26.10.0', '100.0.0'])('%s is new enough', (version) => {
    expect(refusalOfNode(version)).toBeUndefined();
  });
});
