/** A table of blocks, newest first; where some are missing, a row says so. */
import type { JSX } from 'preact';
import { shortHash, timeText, whole } from '../format.ts';
import { type Gap, gapsIn, type LiveBlock } from '../live.ts';
import { BlockLink } from './links.tsx';
import { Table } from './table.tsx';
import { ValidatorName } from './validator-name.tsx';
import { SmallMark } from './verified-mark.tsx';

type Row =
  | { readonly type: 'block'; readonly shown: LiveBlock }
  | { readonly type: 'gap'; readonly gap: Gap };

function rowsOf(blocks: readonly LiveBlock[]): readonly Row[] {
  const gaps = new Map(gapsIn(blocks).map((gap) => [gap.to, gap]));
  return blocks.flatMap((shown): readonly Row[] => {
    const gap = gaps.get(shown.block.header.height - 1n);
    const row: Row = { type: 'block', shown };
    return gap === undefined ? [row] : [row, { type: 'gap', gap }];
  });
}

function gapText({ from, to }: Gap): string {
  const name =
    from === to ? `Block ${whole(from)} is` : `Blocks ${whole(from)} to ${whole(to)} are`;
  return `${name} missing here`;
}

export function BlockTable({ blocks }: { readonly blocks: readonly LiveBlock[] }): JSX.Element {
  const ofBlock =
    (cell: (shown: LiveBlock) => JSX.Element | string | number) =>
    (row: Row): JSX.Element | string | number | null =>
      row.type === 'block' ? cell(row.shown) : null;
  return (
    <Table
      label="Blocks"
      rows={rowsOf(blocks)}
      keyOf={(row) => (row.type === 'gap' ? `gap ${row.gap.from}` : row.shown.block.blockId)}
      spanOf={(row) => (row.type === 'gap' ? gapText(row.gap) : undefined)}
      empty="Loading…"
      columns={[
        {
          title: 'Proof',
          cell: ofBlock(({ verification }) => <SmallMark verification={verification} />),
        },
        {
          title: 'Block',
          isNumber: true,
          cell: ofBlock(({ block }) => <BlockLink height={block.header.height} />),
        },
        {
          title: 'Transactions',
          isNumber: true,
          cell: ofBlock(({ block }) => whole(block.transactions.length)),
        },
        {
          title: 'Proposer',
          cell: ofBlock(({ block }) => <ValidatorName address={block.header.proposer} />),
        },
        { title: 'Time', cell: ofBlock(({ block }) => timeText(block.header.time)) },
        {
          title: 'Round',
          isNumber: true,
          cell: ofBlock(({ block }) => block.certificate?.round ?? '–'),
        },
        {
          title: 'Signatures',
          isNumber: true,
          cell: ofBlock(({ block }) => block.certificate?.signatures.length ?? 0),
        },
        {
          title: 'Id',
          cell: ofBlock(({ block }) => <span class="mono">{shortHash(block.blockId)}</span>),
        },
      ]}
    />
  );
}
