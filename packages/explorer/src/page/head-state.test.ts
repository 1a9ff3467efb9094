import { readFileSync } from 'node:fs';
import { toHeight } from '@trellis/protocol';
import { describe, expect, it } from 'vitest';
import { headState, isCurrent } from './head-state.ts';
import type { Live, LiveBlock, NodeState } from './live.ts';

const now = 1_800_000_000_000;

const blockAt = (height: bigint, time = now, state = 'proven'): LiveBlock =>
  ({
    block: { header: { height: toHeight(height), time: BigInt(time) } },
    verification: { state, what: '', steps: [] },
  }) as unknown as LiveBlock;

const liveWith = (more: Partial<Live> = {}): Live => ({
  blocks: [blockAt(9n)],
  node: { type: 'answers' },
  url: 'http://node1.test',
  clockAheadMs: 0,
  connections: 1,
  found: new Map(),
  ...more,
});

const cases: readonly (readonly [kind: string, live: Partial<Live>])[] = [
  ['live', {}],
  ['connecting', { node: { type: 'connecting' }, blocks: [] }],
  ['unchecked', { blocks: [blockAt(0n, now, 'unchecked')] }],
  ['unproven', { blocks: [blockAt(9n), blockAt(8n, now, 'failed')] }],
  ['stale', { blocks: [blockAt(9n, now - 61_000)] }],
  ['future', { blocks: [blockAt(9n, now + 31_000)] }],
  ['clock', { clockAheadMs: 11_000 }],
  ['clock', { clockAheadMs: -11_000, blocks: [blockAt(9n, now - 300_000)] }],
];

const nodes: readonly (readonly [kind: string, node: NodeState])[] = [
  ['silent', { type: 'silent', since: now - 5_000, reason: 'gone' }],
  ['refused', { type: 'refused', reason: 'who are you' }],
  ['otherChain', { type: 'otherChain', chainId: 'b', isBegunAgain: false }],
  ['begunAgain', { type: 'otherChain', chainId: 'a', isBegunAgain: true }],
  ['recovered', { type: 'recovered', recovery: 'ab' as never }],
  ['behind', { type: 'behind', height: 3n, known: 9n }],
  ['conflict', { type: 'conflict', reason: 'two blocks' }],
];

describe('the head of the page', () => {
  it.each(cases)('tells apart what is so: %s', (kind, more) => {
    const state = headState(liveWith(more), now);
    expect(state.kind).toBe(kind);
    // It stands between other sentences.
    expect(state.about).toMatch(/^$|^\p{Lu}.*\.$/u);
  });

  it.each(nodes)('says it before anything else, and that nothing is current: %s', (kind, node) => {
    const state = headState(liveWith({ node, clockAheadMs: 60_000 }), now);
    expect(state.kind).toBe(kind);
    expect(isCurrent(state)).toBe(false);
    expect(state.about).not.toBe('');
  });

  it('says each text that docs/explorer.md explains, and no other', () => {
    const page = readFileSync(new URL('../../../../docs/explorer.md', import.meta.url), 'utf8');
    const [, after = ''] = page.split('| head of the page | what it means |');
    const [table = ''] = after.split('\n\n');
    const explained = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/\*(.+?)\*/g)].map(([, text = '']) => withoutNumbers(text)),
    );
    const said = [...cases, ...nodes.map(([kind, node]) => [kind, { node }] as const)]
      .filter(([kind]) => kind !== 'connecting')
      .map(([, more]) => withoutNumbers(headState(liveWith(more), now).text));
    expect([...new Set(said)].toSorted()).toEqual([...new Set(explained)].toSorted());
  });
});

/** A block, a time and how long ago it was. */
function withoutNumbers(text: string): string {
  return text.replace(/\d[\d.,:]*( (ms|s|min|h|d)\b)?/g, '#').replace('just now', '#');
}
