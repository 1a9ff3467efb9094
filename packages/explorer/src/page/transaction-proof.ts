/** What proves a final transaction as the node shows it. */
import type { FinalTransaction } from '@trellis/protocol/http-api';
import { shortHash } from './format.ts';
import { t } from './language.ts';
import { verifyTransaction } from './light-client.ts';
import type { Proof } from './proof.ts';
import type { Session } from './session.ts';

export function transactionProof(
  { verifier }: Pick<Session, 'verifier'>,
  final: FinalTransaction,
): Proof {
  const { header, certificate, transactionId: id } = final;
  return {
    what: t('transaction {0}', shortHash(id)),
    name: `tx/${id}`,
    header,
    certificate,
    how: t('Its id and its receipt lead to the roots in the header'),
    verify: (trusted) => verifyTransaction(trusted, verifier, id, final),
  };
}
