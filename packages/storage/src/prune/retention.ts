/** Which blocks a node keeps whole, which without signatures, and which not at all. */
import type { FinalHeader } from '@trellis/engine';
import {
  type BlockHeader,
  evidenceRoot,
  type Height,
  nextHeight,
  toHeight,
} from '@trellis/protocol';

export interface Retention {
  /** `archive`: all. `full`: no signatures of blocks beyond the window. `recent`: no such blocks, but for their headers. */
  readonly mode: 'archive' | 'full' | 'recent';
  /** A block is beyond the window when it is older than this, and so many blocks came after it. */
  readonly windowMs: number;
  readonly windowBlocks: number;
}

/** Of so many blocks, one keeps its certificate: what proves those before it, through the hashes between. */
export const keptCertificateBlocks = 250n;

const noEvidence = evidenceRoot([]);

/** Whether the certificate of a block is never pruned: light clients need those of changes, and people the evidence. */
export function keepsCertificate(header: BlockHeader): boolean {
  return (
    header.height % keptCertificateBlocks === 0n ||
    header.validatorSetHash !== header.nextValidatorSetHash ||
    header.evidenceRoot !== noEvidence
  );
}

/** Whether a block is beyond the window. */
function isBeyondWindow(
  { windowMs, windowBlocks }: Retention,
  header: Pick<BlockHeader, 'height' | 'time'>,
  head: Pick<BlockHeader, 'height' | 'time'>,
): boolean {
  return (
    head.height - header.height >= BigInt(windowBlocks) &&
    head.time - header.time >= BigInt(windowMs)
  );
}

/** The first height within the window, from one on that is not; headers are in the order of their times. */
export function windowBegin(
  retention: Retention,
  from: Height,
  head: FinalHeader['header'],
  timeAt: (height: Height) => bigint | undefined,
): Height {
  let [low, high] = [from, nextHeight(head.height)];
  while (low < high) {
    const middle = toHeight((low + high) / 2n);
    const time = timeAt(middle);
    const isBeyond =
      time !== undefined && isBeyondWindow(retention, { height: middle, time }, head);
    if (isBeyond) low = nextHeight(middle);
    else high = middle;
  }
  return low;
}
