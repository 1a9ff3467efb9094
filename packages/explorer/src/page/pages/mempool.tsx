/** What waits for a block at this node. */

import { getMempool } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { codeText, isUnknown } from '@trellis/protocol';
import type { ReportedTransaction } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { bytesText, count, percent, whole } from '../format.ts';
import { t } from '../language.ts';
import { AccountLink, TransactionLink } from '../parts/links.tsx';
import { List } from '../parts/list.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { useAsked } from '../use-proven.ts';
import { operationLabel } from '../words.ts';

export function Mempool(): JSX.Element {
  const loaded = useAsked('mempool', 500, ({ transport }) => getMempool(transport));
  return (
    <PageFrame title={t('Mempool')} loaded={loaded}>
      {({ count: all, bytes, transactions }) => (
        <>
          <p>
            {count(all, 'transaction')}, {bytesText(bytes)}
            {all > transactions.length ? t('; the oldest {0} are shown', transactions.length) : ''}.{' '}
            <span class="reported">
              {t('Nothing here is final; all of it is reported by the node, not proven.')}
            </span>
          </p>
          <List
            name="mempool"
            label={t('Waiting transactions')}
            rows={transactions}
            keyOf={({ transactionId }) => transactionId}
            empty={t('No transactions are waiting; each goes into the next block at once.')}
            columns={[
              {
                key: 'transaction',
                title: t('Transaction'),
                cell: ({ transactionId }) => <TransactionLink id={transactionId} />,
                value: ({ transactionId }) => transactionId,
              },
              {
                key: 'sender',
                title: t('Sender'),
                cell: ({ transaction }) => <AccountLink address={transaction.sender} />,
                value: ({ transaction }) => formatAddress(transaction.sender),
              },
              {
                key: 'sequence',
                title: t('Sequence'),
                isNumber: true,
                cell: ({ transaction }) => whole(transaction.sequence),
                value: ({ transaction }) => transaction.sequence,
              },
              {
                title: t('Operations'),
                cell: ({ transaction }) =>
                  [...new Set(transaction.operations.map(labelOf))].join(', '),
              },
              {
                title: t('Valid until'),
                isNumber: true,
                cell: ({ transaction }) => whole(transaction.validUntil),
              },
              {
                key: 'size',
                title: t('Size'),
                isNumber: true,
                cell: (row) => bytesText(row.bytes),
                value: (row) => row.bytes,
              },
              {
                title: t('Signatures'),
                isNumber: true,
                cell: (row) => percent(row.signatureBytes / row.bytes),
              },
            ]}
          />
        </>
      )}
    </PageFrame>
  );
}

function labelOf(operation: ReportedTransaction['operations'][number]): string {
  return isUnknown(operation) ? codeText(operation) : operationLabel(operation.type);
}
