/** What waits for a block at this node. */

import { getMempool } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { codeText, isUnknown, operationLabel } from '@trellis/protocol';
import type { ReportedTransaction } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { bytesText, count, percent, whole } from '../format.ts';
import { AccountLink, TransactionLink } from '../parts/links.tsx';
import { List } from '../parts/list.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { useAsked } from '../use-proven.ts';

export function Mempool(): JSX.Element {
  const loaded = useAsked('mempool', 500, ({ client }) => getMempool(client));
  return (
    <PageFrame title="Mempool" loaded={loaded}>
      {({ count: all, bytes, transactions }) => (
        <>
          <p>
            {count(all, 'transaction')}, {bytesText(bytes)}
            {all > transactions.length ? `; the oldest ${transactions.length} are shown` : ''}.{' '}
            <span class="reported">
              Nothing here is final; all of it is reported by the node, not proven.
            </span>
          </p>
          <List
            name="mempool"
            label="Waiting transactions"
            rows={transactions}
            keyOf={({ transactionId }) => transactionId}
            empty="No transactions are waiting; each goes into the next block at once."
            columns={[
              {
                title: 'Transaction',
                cell: ({ transactionId }) => <TransactionLink id={transactionId} />,
                value: ({ transactionId }) => transactionId,
              },
              {
                title: 'Sender',
                cell: ({ transaction }) => <AccountLink address={transaction.sender} />,
                value: ({ transaction }) => formatAddress(transaction.sender),
              },
              {
                title: 'Sequence',
                isNumber: true,
                cell: ({ transaction }) => whole(transaction.sequence),
                value: ({ transaction }) => transaction.sequence,
              },
              {
                title: 'Operations',
                cell: ({ transaction }) =>
                  [...new Set(transaction.operations.map(labelOf))].join(', '),
              },
              {
                title: 'Valid until',
                isNumber: true,
                cell: ({ transaction }) => whole(transaction.validUntil),
              },
              {
                title: 'Size',
                isNumber: true,
                cell: (row) => bytesText(row.bytes),
                value: (row) => row.bytes,
              },
              {
                title: 'Signatures',
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
