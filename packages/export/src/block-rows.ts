/** A final block as rows, with the open holds behind it. Pure. */
import { type Address, formatAddress, type Hash } from '@trellis/crypto';
import {
  type BlockHeader,
  blockId,
  type Genesis,
  genesisHash,
  holdId,
  type Movement,
  operationCodec,
  type Place,
  policyAddress,
  type Receipt,
  type SignedTransaction,
  toHeight,
  transactionMovements,
  visibleText,
} from '@trellis/protocol';
import { expiredHolds, type OpenHold, type Position } from './position.ts';
import type { MovementRow, Rows, TransactionRow } from './rows.ts';

/** A block whose header is final, with what it commits to. */
export interface WholeBlock {
  readonly header: BlockHeader;
  readonly transactions: readonly {
    readonly receipt: Receipt;
    readonly signed: SignedTransaction;
  }[];
}

export interface Written {
  readonly rows: Rows;
  /** Behind the block. */
  readonly position: Position;
}

/** What a chain begins with: the balances of the genesis, as units that came into being at height 0. */
export function genesisRows(genesis: Genesis, genesisBlockId: Hash): Written {
  const moved = genesis.accounts.flatMap(({ policy, balances }) =>
    balances.map(({ asset, amount }): Movement => {
      const to = { type: 'account', account: policyAddress(policy) } as const;
      return { kind: 'mint', from: { type: 'supply' }, to, asset, amount };
    }),
  );
  const movements = moved.map((one, line) => movementRow(0n, line, null, one));
  return {
    rows: { blocks: [], transactions: [], movements },
    position: {
      genesisHash: genesisHash(genesis),
      height: toHeight(0n),
      blockId: genesisBlockId,
      holds: [],
    },
  };
}

/** The block after a position. */
export function blockRows(position: Position, block: WholeBlock): Written {
  const { header, transactions } = block;
  const { height } = header;
  const gone = expiredHolds(position.holds, header.time);
  const holds = new Map(position.holds.map((one) => [one.hold, one]));
  for (const { hold } of gone) holds.delete(hold);
  const movements: (readonly [Hash | null, Movement])[] = gone.map((hold) => [
    null,
    returned(hold),
  ]);
  for (const { receipt, signed } of transactions) {
    const { transactionId } = receipt;
    const isApplied = receipt.status === 'success';
    // A transaction may close what it has opened itself.
    if (isApplied) for (const one of reserved(transactionId, signed)) holds.set(one.hold, one);
    const moved = transactionMovements(signed.transaction, receipt, {
      heldIn: (hold) => holds.get(hold) ?? null,
    });
    movements.push(...moved.map((one) => [transactionId, one] as const));
    if (isApplied) for (const hold of closed(signed)) holds.delete(hold);
  }
  return {
    rows: {
      blocks: [blockRow(header, transactions.length)],
      transactions: transactions.map((one, index) => transactionRow(height, index, one)),
      movements: movements.map(([id, one], line) => movementRow(height, line, id, one)),
    },
    position: { ...position, height, blockId: blockId(header), holds: [...holds.values()] },
  };
}

function reserved(transactionId: Hash, { transaction }: SignedTransaction): readonly OpenHold[] {
  return transaction.operations.flatMap((operation, index) => {
    if (operation.type !== 'reserve') return [];
    const { source: payer, to: payee, asset, amount, expiresAt } = operation;
    return [{ hold: holdId(transactionId, index), payer, payee, asset, amount, expiresAt }];
  });
}

function closed({ transaction }: SignedTransaction): readonly Hash[] {
  return transaction.operations.flatMap((one) => ('hold' in one ? [one.hold] : []));
}

function returned({ payer, payee, asset, amount }: OpenHold): Movement {
  const from = { type: 'hold', payer, payee } as const;
  return { kind: 'return', from, to: { type: 'account', account: payer }, asset, amount };
}

function blockRow(header: BlockHeader, transactions: number): Rows['blocks'][number] {
  return {
    height: header.height,
    block_id: blockId(header),
    previous_block_id: header.previousBlockId,
    time: header.time,
    proposer: formatAddress(header.proposer),
    transactions,
    state_root: header.stateRoot,
  };
}

function transactionRow(
  height: bigint,
  position: number,
  { receipt, signed: { transaction } }: WholeBlock['transactions'][number],
): TransactionRow {
  return {
    height,
    position,
    transaction_id: receipt.transactionId,
    sender: formatAddress(transaction.sender),
    sequence: transaction.sequence,
    status: receipt.status,
    failed_operation: receipt.failedOperation,
    fee: receipt.fee,
    memo: visibleText(transaction.memo, Number.MAX_SAFE_INTEGER),
    operations: JSON.stringify(transaction.operations.map((one) => operationCodec.toJson(one))),
  };
}

function movementRow(
  height: bigint,
  line: number,
  transactionId: Hash | null,
  { kind, from, to, asset, amount }: Movement,
): MovementRow {
  if (amount === null) throw new TypeError(`block ${height}: a hold is not known`);
  return {
    height,
    line,
    transaction_id: transactionId,
    kind,
    from_place: from.type,
    from_account: accountText(from, 'payer'),
    to_place: to?.type ?? null,
    to_account: to === null ? null : accountText(to, 'payee'),
    asset,
    amount,
  };
}

function accountText(place: Place, side: 'payer' | 'payee'): string | null {
  const account: Address | null =
    place.type === 'account' ? place.account : place.type === 'hold' ? place[side] : null;
  return account === null ? null : formatAddress(account);
}
