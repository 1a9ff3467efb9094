/** A chain of four validators, two of which lost their disks, and its recovery: all of it the same in every run. */
import { type Address, asciiBytes, createProvider, hash, type SigningKey } from '@trellis/crypto';
import { type BlockHeader, blockId } from '../block.ts';
import {
  type ChainRecovery,
  type RecoveryPlan,
  recoveryMessage,
} from '../chain-recovery/chain-recovery.ts';
import { lastWordsMessage } from '../chain-recovery/last-words.ts';
import { firstVersion } from '../features.ts';
import { validatorSetHash } from '../genesis.ts';
import { toHeight } from '../height.ts';
import { listRoot } from '../list-tree.ts';
import { type ValidatorMember, validatorAddress } from '../network-node.ts';
import type { ChainId } from '../scalars.ts';
import { createValidatorSet, type ValidatorSet } from '../validator-set.ts';

const provider = createProvider('portable');
export const recoveredChainId = 'recovered-chain' as ChainId;
const names = ['a', 'b', 'c', 'd'];
/** Each is the key of a validator, and of its operator's account. */
export const recoveryKeys: readonly SigningKey[] = names.map((_name, index) =>
  provider.openKey('ed25519', new Uint8Array(32).fill(index + 1)),
);
const operators = names.map((name) => hash('keyAddress', asciiBytes(name)) as Address);

function keyAt(index: number): SigningKey {
  const key = recoveryKeys[index];
  if (key === undefined) throw new RangeError(`no key ${index}`);
  return key;
}

export function memberAt(index: number): ValidatorMember {
  const { scheme, publicKey } = keyAt(index);
  const [node = '', operator] = [names[index], operators[index]];
  if (operator === undefined) throw new RangeError(`no operator ${index}`);
  return { node, operator, scheme, publicKey, power: 1 };
}

export function setOf(members: readonly ValidatorMember[]): ValidatorSet {
  const made = createValidatorSet(members);
  if (!made.ok) throw new Error(made.problem);
  return made.set;
}

export const lastMembers = names.map((_name, index) => memberAt(index));
export const lastSet = setOf(lastMembers);
/** The block that the chain continues from. */
export const recoveredHead: BlockHeader = {
  chainId: recoveredChainId,
  height: toHeight(11n),
  time: 1_000n,
  proposer: validatorAddress(memberAt(0)),
  previousBlockId: hash('header', asciiBytes('ten')),
  ...{ transactionsRoot: listRoot([]), witnessRoot: listRoot([]), evidenceRoot: listRoot([]) },
  ...{ stateRoot: listRoot([]), receiptsRoot: listRoot([]) },
  validatorSetHash: validatorSetHash(lastSet),
  nextValidatorSetHash: validatorSetHash(lastSet),
  version: firstVersion,
};

/** The first two survive, and the second precommitted the block in round 3. Three operators sign what `change` makes of it. */
export async function makeRecovery(change: Partial<RecoveryPlan> = {}): Promise<ChainRecovery> {
  const ten = { height: toHeight(10n), blockId: recoveredHead.previousBlockId };
  const statement = async (index: number) => {
    const precommit =
      index === 1
        ? { height: recoveredHead.height, round: 3, blockId: blockId(recoveredHead) }
        : null;
    const words = { validator: validatorAddress(memberAt(index)), head: ten, precommit };
    const message = lastWordsMessage(recoveredChainId, words);
    return { ...words, signature: await keyAt(index).sign('last-words', message) };
  };
  const plan = {
    previous: null,
    head: recoveredHead,
    round: 3,
    lastValidators: [
      { validator: memberAt(0), words: await statement(0) },
      { validator: memberAt(1), words: await statement(1) },
      { validator: memberAt(2), words: null },
      { validator: memberAt(3), words: null },
    ],
    validators: [memberAt(0), memberAt(1)],
    reason: 'fire',
    version: firstVersion,
    stateRoot: hash('mapNode', asciiBytes('after')),
    ...change,
  };
  const signatures = await Promise.all(
    [0, 1, 2].map(async (index) => {
      const { operator } = memberAt(index);
      const { scheme, publicKey } = keyAt(index);
      const signature = await keyAt(index).sign('chain-recovery', recoveryMessage(plan));
      return { operator, scheme, publicKey, signature };
    }),
  );
  return { plan, signatures };
}
