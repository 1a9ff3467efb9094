/** A ledger whose validators each have an operator of their own, to propose and to vote. */
import type { Genesis, Operation, Status } from '@trellis/protocol';
import {
  addressOf,
  createLedger,
  makeGenesis,
  publicKeyOf,
  type TestLedger,
  transaction,
} from './ledger-fixture.ts';

/** The operator of a validator, by its place from 0 on. */
export const operatorOf = (index: number): string => `op${index + 1}`;

/** A peer id by the number in a node's name. */
export const peerOf = (number: number): string => `12D3KooWPeerNumber${number}${'x'.repeat(20)}`;

/** Validators `node1`, `node2`… of these powers, operated by `op1`, `op2`…; at least four operators have accounts. */
export function governedGenesis(powers: readonly number[]): Genesis {
  const operators = Array.from({ length: Math.max(4, powers.length) }, (_, index) =>
    operatorOf(index),
  );
  return makeGenesis(['alice', ...operators], {
    validators: powers.map((power, index) => ({
      name: `node${index + 1}`,
      scheme: 'ml-dsa-65' as const,
      publicKey: publicKeyOf(`validator${index + 1}`),
      power,
      peer: peerOf(index + 1),
      networkKey: addressOf(`network${index + 1}`),
      operator: addressOf(operatorOf(index)),
    })),
  });
}

export interface GovernedChain {
  readonly ledger: TestLedger;
  /** Runs an operation in a block of its own, by the account of this name. */
  run(by: string, operation: Operation): Status;
}

export function createGovernedChain(genesis: Genesis): GovernedChain {
  const ledger = createLedger(genesis);
  const sequences = new Map<string, bigint>();
  return {
    ledger,
    run(by, operation) {
      const sequence = (sequences.get(by) ?? 0n) + 1n;
      sequences.set(by, sequence);
      const { receipts } = ledger.run(transaction(by, sequence, [operation]));
      return receipts[0]?.status ?? 'success';
    },
  };
}
