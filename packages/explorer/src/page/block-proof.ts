/** What proves a block as the node shows it. */
import type { Hash } from '@trellis/crypto';
import type { Height } from '@trellis/protocol';
import type { BlockResponse } from '@trellis/protocol/http-api';
import { count } from './format.ts';
import { t } from './language.ts';
import { verifyBlock } from './light-client.ts';
import type { Proof } from './proof.ts';
import type { Session } from './session.ts';

/** `asked`: the height or the id that the block was asked for by. */
export function blockProof(
  { verifier }: Pick<Session, 'verifier'>,
  block: BlockResponse,
  asked: Height | Hash,
): Proof {
  const { header, certificate, transactions } = block;
  const isHeaderAlone = block.evidence === null;
  return {
    what: t('block {0}', header.height),
    name: `block/${header.height}`,
    header,
    certificate,
    how: isHeaderAlone
      ? t(
          'The header alone: the node began with a snapshot, and has nothing of what was in the block',
        )
      : t(
          'The ids of {0}, and how they ended, hash to the roots in the header',
          count(transactions.length, 'transaction'),
        ),
    verify: (trusted) => verifyBlock(trusted, verifier, asked, block),
  };
}
