/** To which stage of a node's work a function belongs, by the file it is in. */
import type { Stage } from '@trellis/protocol';

/** What V8 calls the time it does not spend in a function; `null` is time in which nothing was done. */
const specialFrames: ReadonlyMap<string, Stage | null> = new Map([
  ['(garbage collector)', 'gc'],
  ['(program)', 'other'],
  ['(idle)', null],
]);

/** The first that occurs in a file's address tells. */
export const places: readonly (readonly [part: string, stage: Stage])[] = [
  ['/protocol/src/list-tree', 'tree'],
  ['/protocol/src/map-proof', 'tree'],
  ['/protocol/src/', 'decode'],
  ['/ledger/src/state/state-tree', 'tree'],
  ['/ledger/src/state/tree-page', 'tree'],
  ['/ledger/src/state/update-tree', 'tree'],
  ['/ledger/src/', 'execute'],
  ['/storage/src/', 'disk'],
  ['/node/src/provider-verifier', 'verify'],
  ['/network/src/', 'gossip'],
  ['/api/src/', 'http'],
  ['/engine/src/', 'consensus'],
  ['/consensus/src/', 'consensus'],
  ['/crypto/src/native-primitives', 'verify'],
  ['/crypto/src/portable-primitives', 'verify'],
  ['/crypto/src/provider', 'verify'],
  ['/crypto/src/public-key', 'verify'],
  ['/lru-cache/', 'verify'],
  ['/crypto/src/signature', 'verify'],
  ['/classic-level/', 'disk'],
  ['/abstract-level/', 'disk'],
  ['/fastify/', 'http'],
  ['node:_http', 'http'],
  ['node:internal/http', 'http'],
  ['node:internal/crypto/sig', 'verify'],
  // Only the connections between nodes are encrypted.
  ['node:internal/tls', 'gossip'],
  ['node:_tls', 'gossip'],
  ['/node_modules/', 'gossip'],
];

/**
 * The stage of a frame whose caller is of stage `from`; `null` for time in which nothing was done. What
 * no place claims counts for whoever called it.
 */
export function stageOfFrame(functionName: string, url: string, from: Stage): Stage | null {
  if (url === '') {
    // Giving a claim to the thread pool wakes a thread, which often takes the core at once. Samples go by
    // the clock, so most of what they see here is waiting: 15 % of all, while perf, which goes by
    // CPU time, saw 1 %.
    if (functionName === 'run' && from === 'verify') return null;
    const special = specialFrames.get(functionName);
    return special === undefined ? from : special;
  }
  return places.find(([part]) => url.includes(part))?.[1] ?? from;
}
