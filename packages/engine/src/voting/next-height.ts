/** The height after the head, and what this node is in it. */
import { nextHeight } from '@trellis/protocol';
import type { ChainView } from '../chain/chain.ts';
import type { DoubleSignGuard } from '../guard/double-sign-guard.ts';
import { lockOf } from '../ports/away-signer.ts';
import type { Signer } from '../ports/signer.ts';
import type { HeightStart } from './logged-machine.ts';

export interface NextHeight {
  /** With us as a validator of it, if we are to vote. */
  start(): HeightStart;
  /** Whether and why this node has no vote at it: it only follows, or it forgot what it signed. */
  vote(): 'votes' | 'follows' | 'waits';
}

export function createNextHeight(parts: {
  readonly chain: Pick<ChainView, 'head' | 'validators'>;
  readonly signer: Pick<Signer, 'addresses' | 'away'> | null;
  readonly doubleSignGuard: Pick<DoubleSignGuard, 'waits'>;
}): NextHeight {
  const { chain, signer, doubleSignGuard } = parts;

  function start(): HeightStart {
    const height = nextHeight(chain.head().header.height);
    const validators = chain.validators();
    const ours = validators.validators.find(({ address }) => signer?.addresses.has(address));
    const self = doubleSignGuard.waits() ? null : (ours?.address ?? null);
    const locked = signer?.away == null ? null : lockOf(signer.away.signed(), height);
    return { height, validators, self, locked };
  }

  return {
    start,
    vote() {
      if (start().self !== null) return 'votes';
      return doubleSignGuard.waits() ? 'waits' : 'follows';
    },
  };
}
