/** A table of blocks, newest first. */
import type { JSX } from 'preact';
import { shortHash, timeText, whole } from '../format.ts';
import type { LiveBlock } from '../live.ts';
import { BlockLink } from './links.tsx';
import { Table } from './table.tsx';
import { ValidatorName } from './validator-name.tsx';
import { SmallMark } from './verified-mark.tsx';

export function BlockTable({ blocks }: { readonly blocks: readonly LiveBlock[] }): JSX.Element {
  return (
    <Table
      label="Blocks"
      rows={blocks}
      keyOf={({ block }) => block.blockId}
      empty="Loading…"
      columns={[
        { title: 'Proof', cell: ({ verification }) => <SmallMark verification={verification} /> },
        {
          title: 'Block',
          isNumber: true,
          cell: ({ block }) => <BlockLink height={block.header.height} />,
        },
        {
          title: 'Transactions',
          isNumber: true,
          cell: ({ block }) => whole(block.transactions.length),
        },
        {
          title: 'Proposer',
          cell: ({ block }) => <ValidatorName address={block.header.proposer} />,
        },
        { title: 'Time', cell: ({ block }) => timeText(block.header.time) },
        { title: 'Round', isNumber: true, cell: ({ block }) => block.certificate?.round ?? '–' },
        {
          title: 'Signatures',
          isNumber: true,
          cell: ({ block }) => block.certificate?.signatures.length ?? 0,
        },
        { title: 'Id', cell: ({ block }) => <span class="mono">{shortHash(block.blockId)}</span> },
      ]}
    />
  );
}
