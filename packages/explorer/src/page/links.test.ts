import { describe, expect, it } from 'vitest';
import { isPostQuantumLink, linksOfNetwork } from './links.ts';

const to = (name: string, group = 'X25519MLKEM768', cipher = 'TLS_AES_256_GCM_SHA384') => ({
  name,
  peer: `peer of ${name}`,
  group,
  cipher,
  signatureScheme: 'ml-dsa-65',
});
const says = (name: string, links: ReturnType<typeof to>[] | null) => ({
  name,
  peer: `peer of ${name}`,
  links,
});
const linksOf = (...nodes: ReturnType<typeof says>[]) =>
  linksOfNetwork({ node: 'node1', nodes }).map((link) => ({
    between: link.ends.join('–'),
    word: link.word,
    by: [...link.told.keys()].join(),
    isSafe: isPostQuantumLink(link),
  }));

describe('the links of the network', () => {
  it('are told by both ends, or by one that the other does not answer', () => {
    expect(
      linksOf(
        says('node2', [to('node1'), to('node3')]),
        says('node1', [to('node2'), to('node3')]),
        says('node3', null),
      ),
    ).toEqual([
      { between: 'node1–node2', word: 'both', by: 'node2,node1', isSafe: true },
      { between: 'node1–node3', word: 'one', by: 'node1', isSafe: true },
      { between: 'node2–node3', word: 'one', by: 'node2', isSafe: true },
    ]);
  });

  it.each([
    ['group', to('node1', 'X25519'), false],
    ['cipher', to('node1', 'X25519MLKEM768', 'TLS_CHACHA20_POLY1305_SHA256'), true],
  ])('show that their ends do not agree on the %s', (_what, other, isSafe) => {
    expect(linksOf(says('node1', [to('node2')]), says('node2', [other]))).toEqual([
      { between: 'node1–node2', word: 'differ', by: 'node1,node2', isSafe },
    ]);
  });

  it('are no links of a node with itself, and name strangers by their peer id', () => {
    const stranger = { ...to(''), peer: '12D3KooWstranger' };
    expect(linksOf(says('node1', [to('node1'), stranger]))).toEqual([
      { between: '12D3KooWstranger–node1', word: 'one', by: 'node1', isSafe: true },
    ]);
  });
});
