/** Bugs at the edges of the engine that its simulation has to find: each is planted in otherwise correct nodes. */
import type { Address, SigningKey } from '@trellis/crypto';
import {
  type ChainId,
  proposalMessage,
  toHeight,
  validatorAddress,
  voteMessage,
} from '@trellis/protocol';
import type { Signer } from '../../../packages/node/src/ports/signer.ts';
import type { Store } from '../../../packages/node/src/ports/store.ts';
import type { Transport } from '../../../packages/node/src/ports/transport.ts';
import type { Disk } from './disk.ts';
import type { EnginePlant } from './node.ts';

export interface PlantedEngineBug {
  readonly name: string;
  /** The invariants that may notice it first. */
  readonly noticedBy: readonly string[];
  readonly plant: EnginePlant;
}

/** Each has to be found by one of so many seeds with four validators. */
export const seedsToFindInEngines = 40;

export const plantedEngineBugs: readonly PlantedEngineBug[] = [
  {
    name: 'the log says that it is synced and is not',
    noticedBy: ['progress'],
    plant: { disk: withUnsyncedLog },
  },
  {
    name: 'the signer signs whatever it is asked to, and the log is not synced',
    noticedBy: ['double sign'],
    plant: { disk: withUnsyncedLog, signer: withoutMemory },
  },
  {
    name: 'the content of a block is not kept before it is voted for',
    noticedBy: ['storage', 'fatal'],
    plant: { store: (store) => ({ ...store, saveCandidate: async () => undefined }) },
  },
  {
    name: 'a block that came from a peer changes one record less',
    noticedBy: ['root', 'fatal', 'validity', 'accusation', 'progress'],
    plant: { store: withALostRecord },
  },
  {
    name: 'nodes do not tell each other where they are',
    noticedBy: ['progress'],
    plant: { transport: (transport) => ({ ...transport, broadcast: () => undefined }) },
  },
  {
    name: 'nodes do not answer requests',
    noticedBy: ['progress'],
    plant: { transport: withoutAnswers },
  },
  {
    name: 'signatures are not verified',
    noticedBy: ['certificate', 'validity', 'evidence', 'accusation', 'fatal'],
    plant: { verifier: { verify: async () => true, pending: () => 0 } },
  },
];

/** Taken over in one batch, as blocks are that a node catches up with. */
function withALostRecord(store: Store): Store {
  return {
    ...store,
    commitAll: (blocks) =>
      store.commitAll(
        blocks.map(({ commit, ...content }) => ({
          ...content,
          commit: { ...commit, changes: new Map([...commit.changes].slice(1)) },
        })),
      ),
  };
}

function withUnsyncedLog(disk: Disk): Disk {
  return {
    ...disk,
    openLog: (life) => ({ ...disk.openLog(life), sync: async () => undefined }),
  };
}

function withoutMemory(signer: Signer, keys: readonly SigningKey[], chainId: ChainId): Signer {
  const keyOf = (validator: Address): SigningKey => {
    const key = keys.find((one) => validatorAddress(one) === validator);
    if (key === undefined) throw new RangeError(`no key of ${validator}`);
    return key;
  };
  return {
    addresses: signer.addresses,
    // Else the engine would know that something is forgotten, and sit out.
    last: { height: toHeight(0n), round: 0, step: 'precommit' },
    async signProposal(proposal) {
      const signature = await keyOf(proposal.proposer).sign(
        'proposal',
        proposalMessage(chainId, proposal),
      );
      return { ...proposal, signature };
    },
    async signVote(vote) {
      const message = voteMessage(chainId, vote);
      return { ...vote, signature: await keyOf(vote.validator).sign(vote.type, message) };
    },
  };
}

function withoutAnswers(transport: Transport): Transport {
  return {
    ...transport,
    start: (handlers) =>
      transport.start({
        ...handlers,
        async *onRequest() {
          // Nothing is known here.
        },
      }),
  };
}
