/** A table of blocks, newest first; where some are missing, a row says so. */
import type { JSX } from 'preact';
import { shortHash, timeText, whole } from '../format.ts';
import { t } from '../language.ts';
import type { CellValue } from '../list-view.ts';
import { type Gap, gapsIn, type LiveBlock } from '../live.ts';
import { BlockLink } from './links.tsx';
import { List } from './list.tsx';
import { Moment } from './moment.tsx';
import { type Column, Table } from './table.tsx';
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

/** A column of blocks; a gap has none. */
function column(
  title: string,
  cell: (shown: LiveBlock) => JSX.Element | string | number,
  value?: (shown: LiveBlock) => CellValue,
): Column<Row> {
  return {
    title,
    cell: (row) => (row.type === 'block' ? cell(row.shown) : null),
    ...(value && { value: (row) => (row.type === 'block' ? value(row.shown) : undefined) }),
  };
}

function numbers(
  title: string,
  value: (shown: LiveBlock) => number | bigint,
  cell: (shown: LiveBlock) => JSX.Element | string = (shown) => whole(value(shown)),
): Column<Row> {
  return { ...column(title, cell, value), isNumber: true };
}

const columns: readonly Column<Row>[] = [
  column('Proof', ({ verification }) => <SmallMark verification={verification} />),
  numbers(
    'Block',
    ({ block }) => block.header.height,
    ({ block }) => <BlockLink height={block.header.height} />,
  ),
  numbers('Transactions', ({ block }) => block.transactions.length),
  column('Proposer', ({ block }) => <ValidatorName address={block.header.proposer} />),
  column(
    'Time',
    ({ block }) => <Moment time={block.header.time} />,
    ({ block }) => timeText(block.header.time),
  ),
  numbers('Round', ({ block }) => block.certificate?.round ?? 0),
  numbers('Signatures', ({ block }) => block.certificate?.signatures.length ?? 0),
  column(
    'Id',
    ({ block }) => <span class="mono">{shortHash(block.blockId)}</span>,
    ({ block }) => block.blockId,
  ),
];

/** `name`: of a list with pages that can be sorted and saved; without it, they are shown as they are. */
export function BlockTable({
  blocks,
  name,
}: {
  readonly blocks: readonly LiveBlock[];
  readonly name?: string;
}): JSX.Element {
  const table = {
    label: t('Blocks'),
    rows: rowsOf(blocks),
    keyOf: (row: Row) => (row.type === 'gap' ? `gap ${row.gap.from}` : row.shown.block.blockId),
    spanOf: (row: Row) => (row.type === 'gap' ? gapText(row.gap) : undefined),
    empty: t('Loading…'),
    columns,
  };
  return name === undefined ? <Table {...table} /> : <List name={name} {...table} />;
}
