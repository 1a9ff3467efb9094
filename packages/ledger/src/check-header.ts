/** Whether a proposed header is the one its parent and its transactions require. Clocks are not asked. */
import {
  type BlockHeader,
  blockId,
  nextHeight,
  type ValidatorSet,
  validatorSetHash,
} from '@trellis/protocol';
import type { BlockRoots } from './execute.ts';

/** The field that is wrong, with what it should have been. */
export interface HeaderProblem {
  readonly code: 'wrong_header';
  readonly field: keyof BlockHeader;
  readonly expected: string;
  readonly actual: string;
}

/** Checks everything about a header that every node sees alike. */
export function checkHeader(
  header: BlockHeader,
  expected: {
    readonly parent: BlockHeader;
    readonly validators: ValidatorSet;
    /** Of the height after the block's. */
    readonly nextValidators: ValidatorSet;
    /** Which the state before the block names. */
    readonly version: number;
    readonly roots: BlockRoots;
  },
): HeaderProblem | undefined {
  const { parent, validators, nextValidators, version, roots } = expected;
  const problem = (field: keyof BlockHeader, wanted: string): HeaderProblem => ({
    code: 'wrong_header',
    field,
    expected: wanted,
    actual: String(header[field]),
  });
  const exact: Partial<Readonly<Record<keyof BlockHeader, string | bigint | number>>> = {
    // First: by another version all else would be something else.
    version,
    chainId: parent.chainId,
    height: nextHeight(parent.height),
    previousBlockId: blockId(parent),
    validatorSetHash: validatorSetHash(validators),
    nextValidatorSetHash: validatorSetHash(nextValidators),
    ...roots,
  };
  for (const [field, wanted] of Object.entries(exact) as [
    keyof BlockHeader,
    string | bigint | number,
  ][]) {
    if (header[field] !== wanted) return problem(field, String(wanted));
  }
  if (header.time <= parent.time) return problem('time', `later than ${parent.time}`);
  if (!validators.indexOf.has(header.proposer)) return problem('proposer', 'a validator');
  return undefined;
}
