/** Bugs at the edges of the engine that its simulation has to find: each is planted in otherwise correct nodes. */
import type { Address, SigningKey } from '@trellis/crypto';
import type { Signer, Transport } from '@trellis/engine';
import {
  type ChainId,
  proposalMessage,
  stateKey,
  toHeight,
  type ValidatorSchedule,
  validatorAddress,
  voteMessage,
} from '@trellis/protocol';
import type { ChainStore, SnapshotFolder } from '@trellis/storage';
import { peerName } from '../../small-chain.ts';
import type { Disk } from './disk.ts';
import { type EnginePlant, withoutGuard } from './node.ts';

export interface PlantedEngineBug {
  readonly name: string;
  /** The invariants that may notice it first. */
  readonly noticedBy: readonly string[];
  /** A seed that found it when it was planted, and so most likely finds it now. */
  readonly triedFirst: number;
  readonly plant: EnginePlant;
}

/** Each has to be found by one of so many seeds with four validators. */
export const seedsToFindInEngines = 40;

export const plantedEngineBugs: readonly PlantedEngineBug[] = [
  {
    name: 'the log says that it is synced and is not',
    triedFirst: 2,
    noticedBy: ['progress'],
    plant: { disk: withUnsyncedLog },
  },
  {
    name: 'the signer signs whatever it is asked to, and the log is not synced',
    triedFirst: 1,
    noticedBy: ['double sign'],
    plant: { disk: withUnsyncedLog, signer: withoutMemory },
  },
  {
    name: 'the content of a block is not kept before it is voted for',
    triedFirst: 1,
    noticedBy: ['storage', 'fatal', 'progress'],
    plant: { store: (store) => ({ ...store, saveProposedBlock: async () => undefined }) },
  },
  {
    name: 'a block that came from a peer changes one record less',
    triedFirst: 3,
    noticedBy: ['root', 'fatal', 'validity', 'accusation', 'progress', 'start'],
    plant: { store: withALostRecord },
  },
  {
    name: 'nodes do not tell each other where they are',
    triedFirst: 5,
    noticedBy: ['progress'],
    plant: { transport: (transport) => ({ ...transport, broadcast: () => undefined }) },
  },
  {
    name: 'nodes do not answer requests',
    triedFirst: 1,
    noticedBy: ['progress'],
    plant: { transport: withoutAnswers },
  },
  {
    name: 'signatures are not verified',
    triedFirst: 4,
    noticedBy: ['certificate', 'validity', 'evidence', 'accusation', 'fatal'],
    plant: { verifier: { verify: async () => true, pending: () => 0 } },
  },
  {
    name: 'a validator that lost its disk does not know that it may have forgotten something',
    triedFirst: 9,
    noticedBy: ['double sign'],
    plant: { signer: withoutDoubt },
  },
  {
    name: 'a change of the validators counts one block early',
    triedFirst: 2,
    noticedBy: ['certificate', 'validity', 'validators', 'root', 'fatal', 'accusation', 'progress'],
    plant: { store: withEarlyValidators },
  },
  {
    name: 'votes are signed with the key that was rotated away',
    triedFirst: 26,
    noticedBy: ['accusation', 'evidence', 'progress'],
    plant: { signer: withFirstKey },
  },
  {
    name: 'connections with a node that was removed are kept',
    triedFirst: 10,
    noticedBy: ['admission'],
    plant: { transport: (transport) => ({ ...transport, recheck: () => undefined }) },
  },
  {
    name: 'whoever had no vote in the genesis is told nothing',
    triedFirst: 1,
    noticedBy: ['progress'],
    plant: { transport: withValidatorsOnly },
  },
  {
    name: 'the chunks of a snapshot are in another order',
    triedFirst: 10,
    noticedBy: ['accusation'],
    plant: { snapshot: withMovedChunks },
  },
];

const longAgo = {
  height: toHeight(0n),
  round: 0,
  step: 'precommit',
  message: new Uint8Array(),
} as const;

function withoutDoubt(signer: Signer): Signer {
  return {
    ...withoutGuard(signer),
    get last() {
      return signer.last ?? longAgo;
    },
  };
}

function withFirstKey(signer: Signer, [first]: readonly SigningKey[], chainId: ChainId): Signer {
  return {
    ...signer,
    get last() {
      return signer.last;
    },
    get guard() {
      return signer.guard;
    },
    get memory() {
      return signer.memory;
    },
    async signVote(vote) {
      const signed = await signer.signVote(vote);
      if (signed === null || first === undefined) return signed;
      return { ...signed, signature: await first.sign(vote.type, voteMessage(chainId, vote)) };
    },
  };
}

function withValidatorsOnly(transport: Transport): Transport {
  const founders = new Set([0, 1, 2, 3].map(peerName));
  const send: Transport['send'] = (peer, bytes) =>
    founders.has(peer) && transport.send(peer, bytes);
  return {
    ...transport,
    send,
    broadcast(bytes) {
      for (const peer of founders) send(peer, bytes);
    },
    // Those who vote have no need of final blocks.
    async publish(topic, bytes) {
      if (topic !== 'blocks') await transport.publish(topic, bytes);
    },
  };
}

function withMovedChunks(snapshot: SnapshotFolder): SnapshotFolder {
  const count = snapshot.head.chunks.length;
  return { ...snapshot, readChunk: (index) => snapshot.readChunk((index + 1) % count) };
}

/** The schedule is the same for all nodes, so nothing but its rule is broken. */
function withEarlyValidators(store: ChainStore): ChainStore {
  const early = ({ sets }: ValidatorSchedule): ValidatorSchedule => ({
    sets: sets.map(({ fromHeight, members }) => ({
      fromHeight: toHeight(fromHeight > 1n ? fromHeight - 1n : fromHeight),
      members,
    })),
  });
  const { state } = store;
  return {
    ...store,
    state: {
      ...state,
      get(key) {
        const record = state.get(key);
        // The key says of what kind its record is.
        if (key !== stateKey.validators('schedule') || record === undefined) return record;
        return early(record as ValidatorSchedule) as typeof record;
      },
    },
  };
}

/** Taken over in one batch, as blocks are that a node catches up with. */
function withALostRecord(store: ChainStore): ChainStore {
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
    ...withoutGuard(signer),
    // Else the engine would know that something is forgotten, and sit out.
    last: longAgo,
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
