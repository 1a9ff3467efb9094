/** A table of blocks, newest first; where some are missing, a row says so. */
import { formatAddress } from '@trellis/crypto';
import type { JSX } from 'preact';
import { shortHash, timeText, whole } from '../format.ts';
import { t } from '../language.ts';
import type { CellValue } from '../list-view.ts';
import { type Gap, gapsIn, type LiveBlock } from '../live.ts';
import { BlockLink } from './links.tsx';
import { List } from './list.tsx';
import { Moment } from './moment.tsx';
import { type Column, Table, type ValuedColumn } from './table.tsx';
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
  return from === to
    ? t('Block {0} is missing here', whole(from))
    : t('Blocks {0} to {1} are missing here', whole(from), whole(to));
}

/** A column of blocks; a gap has none. */
function column(
  key: string,
  title: string,
  value: (shown: LiveBlock) => CellValue,
  cell: (shown: LiveBlock) => JSX.Element | string,
): ValuedColumn<Row> {
  return {
    key,
    title,
    cell: (row) => (row.type === 'block' ? cell(row.shown) : null),
    value: (row) => (row.type === 'block' ? value(row.shown) : undefined),
  };
}

function numbers(
  key: string,
  title: string,
  value: (shown: LiveBlock) => number | bigint,
  cell: (shown: LiveBlock) => JSX.Element | string = (shown) => whole(value(shown)),
): Column<Row> {
  return { ...column(key, title, value, cell), isNumber: true };
}

const columns: readonly Column<Row>[] = [
  {
    title: t('Proof'),
    cell: (row) => row.type === 'block' && <SmallMark verification={row.shown.verification} />,
  },
  numbers(
    'block',
    t('Block'),
    ({ block }) => block.header.height,
    ({ block }) => <BlockLink height={block.header.height} />,
  ),
  numbers('transactions', t('Transactions'), ({ block }) => block.transactions.length),
  column(
    'proposer',
    t('Proposer'),
    ({ block }) => formatAddress(block.header.proposer),
    ({ block }) => <ValidatorName address={block.header.proposer} />,
  ),
  column(
    'time',
    t('Time'),
    ({ block }) => timeText(block.header.time),
    ({ block }) => <Moment time={block.header.time} />,
  ),
  numbers('round', t('Round'), ({ block }) => block.certificate?.round ?? 0),
  numbers('signatures', t('Signatures'), ({ block }) => block.certificate?.signatures.length ?? 0),
  column(
    'id',
    t('Id'),
    ({ block }) => block.blockId,
    ({ block }) => <span class="mono">{shortHash(block.blockId)}</span>,
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
