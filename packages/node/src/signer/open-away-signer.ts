/** The node's signer, if that is a process of its own. */

import { type Logger, systemClock } from '@trellis/engine';
import type { ChainId } from '@trellis/protocol';
import { type Height, nextHeight, type RecoveryPoint, toHeight } from '@trellis/protocol';
import {
  type ChainStep,
  type ConnectedSigner,
  createAwaySigner,
  dialLine,
  socketsOf,
} from '@trellis/signer';
import type { ChainStore } from '@trellis/storage';
import type { SignerOfNode } from '../config/node-signer.ts';

/** Changes of validators that are shown at a time. */
const changesMax = 200;

export function openAwaySigner(
  { at, networkKey: theirs, peer, keys }: SignerOfNode,
  parts: {
    readonly chainId: ChainId;
    readonly recoveries: readonly RecoveryPoint[];
    /** Of this node, PEM. */
    readonly networkKey: string;
    readonly peerKey: Uint8Array;
    readonly store: Pick<ChainStore, 'validatorChanges' | 'finalHeader'>;
    readonly validatorsAfter: (height: Height) => ChainStep['validators'];
    readonly logger: Logger;
  },
): ConnectedSigner {
  const { chainId, recoveries, networkKey, peerKey, logger } = parts;
  const pinned = [{ networkKey: theirs, peer }];
  const sockets = socketsOf({ chainId, networkKey, peerKey, pinned });
  return createAwaySigner({
    ...{ keys, chainId, recoveries, logger },
    dial: (handlers) => dialLine(sockets, at, handlers),
    stepsTo: (height, from) => stepsTo(parts, height, from),
    clock: systemClock,
  });
}

/** The blocks after which others decide, from one on, and the block before `height`, with who decides after each. */
async function stepsTo(
  {
    store,
    validatorsAfter,
  }: Pick<Parameters<typeof openAwaySigner>[1], 'store' | 'validatorsAfter'>,
  height: Height,
  from: Height,
): Promise<readonly ChainStep[]> {
  if (height <= from) return [];
  const parent = toHeight(height - 1n);
  const changes = await store.validatorChanges(from, changesMax);
  const steps: ChainStep[] = [];
  for (const { height: at, validators } of changes) {
    if (at < parent) steps.push(...stepAt(store, at, validators));
  }
  return [...steps, ...stepAt(store, parent, validatorsAfter(nextHeight(parent)))];
}

/** Nothing where the certificate is gone: the signer refuses then what it can't follow. */
function stepAt(
  store: Pick<ChainStore, 'finalHeader'>,
  height: Height,
  validators: ChainStep['validators'],
): readonly ChainStep[] {
  const final = store.finalHeader(height);
  if (final === undefined || final.certificate === null) return [];
  return [{ header: final.header, certificate: final.certificate, validators }];
}
