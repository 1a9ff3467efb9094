/**
 * The running node without its edges: joins consensus and ledger behind ports. This is where its pieces
 * are put together; what each of them does is said where it is, and each is given what it uses.
 */
import { type Height, nextHeight, type SignedProposal, type SignedVote } from '@trellis/protocol';
import { assemble } from './blocks/assemble.ts';
import { certificateProblem } from './blocks/certificate-problem.ts';
import { createProposedBlocks, toCompact } from './blocks/proposed-blocks.ts';
import { safetyViolation } from './blocks/safety-violation.ts';
import { createCatchUp } from './catch-up/catch-up.ts';
import { type Chain, createChain } from './chain/chain.ts';
import { createEvents, nextBlock } from './chain/events.ts';
import type { Engine, EngineParts } from './engine-parts.ts';
import { createAdoption } from './finality/adoption.ts';
import { checkFinalBlock } from './finality/final-block.ts';
import { createFinality } from './finality/finality.ts';
import { createGossipedBlocks } from './finality/gossiped-blocks.ts';
import { createDoubleSignGuard, type DoubleSignGuard } from './guard/double-sign-guard.ts';
import { createGreeting } from './guard/greeting.ts';
import { createHeardMessages, messagesIn } from './guard/heard-messages.ts';
import { createHellos } from './guard/hellos.ts';
import { createDirectMessageHandler } from './handling/direct-messages.ts';
import { createGossipHandler } from './handling/gossip.ts';
import { createMessageHandling } from './handling/message-handling.ts';
import { createPeerNews } from './handling/peer-news.ts';
import { createPeerSync } from './handling/peer-sync.ts';
import { unknownVersion } from './lifecycle/known-version.ts';
import { createLifecycle } from './lifecycle/lifecycle.ts';
import { recover } from './lifecycle/recover.ts';
import { createGossipBatch } from './messages/gossip-batch.ts';
import { createMessageChecks } from './messages/message-checks.ts';
import { createOutbound } from './messages/outbound.ts';
import { createPeerLiveness } from './peers/peer-liveness.ts';
import type { PeerName, TransportHandlers } from './ports/transport.ts';
import { restoreProposedBlock } from './proposing/check-block.ts';
import { createEvidencePool } from './proposing/evidence-pool.ts';
import { createProposing } from './proposing/proposing.ts';
import { answerRequest } from './requests/answer-requests.ts';
import { findKeepers } from './requests/keepers.ts';
import { createNetworkLinks } from './requests/links.ts';
import { createRequests, type Requests } from './requests/requests.ts';
import { stallFacts } from './stall/stall-facts.ts';
import { once } from './tasks/once.ts';
import { createSerialExecutor, type SerialExecutor } from './tasks/serial-executor.ts';
import { createAdmission } from './transactions/admission.ts';
import { createMempool } from './transactions/mempool.ts';
import { version } from './version.ts';
import { createBlockScheduler } from './voting/block-scheduler.ts';
import { createDriver } from './voting/driver.ts';
import { createHeightMessages } from './voting/height-messages.ts';
import { createHeights } from './voting/heights.ts';
import { certifiedMessages, isExplained } from './voting/last-signed.ts';
import { createLoggedMachine } from './voting/logged-machine.ts';
import { createNextHeight } from './voting/next-height.ts';
import { createSigning } from './voting/signing.ts';
import { takeTurn } from './voting/take-turn.ts';

/** How long a validator holds a final block from gossip until it has decided it itself. */
const ownDecisionMs = 1_000;

export function createEngine(parts: EngineParts): Engine {
  const base = createFoundation(parts);
  const voting = createVoting(base);
  const following = createFollowing(base, voting);
  const { chain, mempool, events, admission, gossipBatch } = base;
  const { evidence, driver, machine } = voting;
  const { catchUp, blockScheduler, hasWork, sync } = following;
  return {
    chain,
    mempool,
    events,
    registry: parts.registry,
    knownVersion: parts.knownVersion,
    ...createLifecycle({
      ...base,
      handlers: createHandlers(base, voting, following),
      hooks: {
        expectKnownVersion() {
          const unknown = unknownVersion(chain, parts.knownVersion);
          if (unknown !== undefined) throw unknown;
        },
        async recover() {
          await evidence.restore();
          base.whenDecided(following.resume);
          if (!base.doubleSignGuard.isUndecided()) await following.resume();
          base.doubleSignGuard.consider();
        },
        begin: blockScheduler.consider,
        tick() {
          sync.broadcast();
          driver.reconsiderTimeouts();
          base.doubleSignGuard.tick();
        },
      },
      running: [gossipBatch, blockScheduler, catchUp, driver],
    }),
    async submit(transaction) {
      const result = await admission.admit(transaction);
      if (result.ok && result.isNew) {
        gossipBatch.add(result.transaction.encoded);
        blockScheduler.consider();
      }
      return result;
    },
    networkLinks: createNetworkLinks(base),
    keepersOf: (height) => findKeepers(base, height),
    pendingEvidence: evidence.pending,
    roundState: machine.roundState,
    isCatchingUp: catchUp.isProgressing,
    guardState: base.doubleSignGuard.state,
    stallFacts: () =>
      stallFacts({
        ...base,
        ...voting,
        ...following,
        heartbeatMs: parts.config.blockScheduler.heartbeatMs,
        chainAheadMaxMs: parts.config.aheadOfClockMaxMs,
        guardState: base.doubleSignGuard.state,
        hasWork,
      }),
  };
}

type Foundation = ReturnType<typeof createFoundation>;
type Voting = ReturnType<typeof createVoting>;
type Following = ReturnType<typeof createFollowing>;

/** What the other pieces stand on. */
function createFoundation(parts: EngineParts) {
  const { config, genesis, store, signer, verifier, transport, registry, clock, logger } = parts;
  const chain = createChain(genesis, store, parts.recoveries);
  const mempool = createMempool(config.mempool);
  const outbound = createOutbound({ transport, chain, registry, logger });
  const peerLiveness = createPeerLiveness({ clock, chain, registry, self: transport.self });
  const executor = createSerialExecutor(parts.onFatal);
  const requests = createRequests(transport, clock);
  const guard = createGuard({ ...parts, chain, executor, requests });
  return {
    ...parts,
    ...guard,
    executor,
    events: createEvents(),
    chain,
    mempool,
    proposedBlocks: createProposedBlocks(store),
    requests,
    outbound,
    gossipBatch: createGossipBatch(clock, outbound.transactions),
    admission: createAdmission(chain, mempool, verifier),
    checks: createMessageChecks(chain, verifier),
    peerLiveness,
    nextHeight: createNextHeight({ ...guard, chain, signer }),
    faults: {
      lie: transport.disconnect,
      safetyViolation: (height: Height, detail: string) =>
        executor.fail(safetyViolation(height, detail)),
    },
  };
}

/** What keeps this node from signing twice, and what it knows of what others signed. */
function createGuard(
  parts: EngineParts & {
    readonly chain: Chain;
    readonly executor: SerialExecutor;
    readonly requests: Requests;
  },
) {
  const { chain, signer, wal, config } = parts;
  let resume = async (): Promise<void> => undefined;
  const heardMessages = createHeardMessages(parts.heard, wal.recovered);
  const hellos = createHellos({
    ...parts,
    onAnswer: () => doubleSignGuard.consider(),
  });
  const doubleSignGuard: DoubleSignGuard = createDoubleSignGuard({
    ...parts,
    hellos,
    ownMessages: [
      ...messagesIn(wal.recovered),
      ...certifiedMessages(chain),
      ...parts.heard.recovered.values(),
    ],
    isExplained: () =>
      signer === null ||
      signer.away !== null ||
      isExplained({ ...parts, signer, timeouts: config.timeouts }),
    onDecided: () => resume(),
  });
  return {
    heardMessages,
    hellos,
    doubleSignGuard,
    greeting: createGreeting({
      ...parts,
      heard: heardMessages,
      isReliable: doubleSignGuard.isReliable,
    }),
    /** What is done as soon as it is known whether this node votes, and whenever that changes. */
    whenDecided(run: () => Promise<void>): void {
      resume = run;
    },
  };
}

/** Proposing, voting, and making final what was decided. */
function createVoting(base: Foundation) {
  const { config, clock, peerLiveness, proposedBlocks, requests, outbound, executor, faults } =
    base;
  const { timeouts } = config;
  const evidence = createEvidencePool({ ...base, disconnect: faults.lie });
  const proposing = createProposing({
    ...base,
    sources: { ...base, evidence },
    checks: {
      ...base,
      assemble: (block, from) =>
        assemble(base, block, (hashes) => requests.fetchTransactions(hashes, from)),
    },
  });
  const finality = createFinality({
    ...base,
    restore: (id) => restoreProposedBlock(base, id),
    onProposedBlockFinal(proposedBlock, certificate) {
      if (!base.signer?.addresses.has(proposedBlock.header.proposer)) return;
      outbound.finalBlock(toCompact(proposedBlock), certificate);
    },
  });
  const machine = createLoggedMachine({ ...base, timeouts });
  const driver = createDriver({
    machine,
    sign: createSigning({
      ...base,
      polkaFor: machine.polkaFor,
      signed: base.doubleSignGuard.signed,
      send(own) {
        if (own.type === 'vote') return outbound.vote(own.vote);
        const block = proposedBlocks.compact(own.proposal.blockId);
        if (block !== undefined) outbound.proposal(own.proposal, block);
      },
    }),
    timing: { timeouts, clock, absentProposer: peerLiveness.absentProposer },
    tasks: {
      buildBlock: proposing.buildBlock,
      checkBlock: proposing.checkBlock,
      commit: finality.decide,
      recordEvidence: evidence.report,
      safetyViolation: (height, id) => faults.safetyViolation(height, `block ${id}`),
    },
    executor,
  });
  return { evidence, proposing, finality, machine, driver };
}

/** Continuing from block to block, and taking over what others decided. */
function createFollowing(base: Foundation, voting: Voting) {
  const { chain, mempool, registry, transport, executor, events, checks, faults, logger } = base;
  const { evidence, finality, driver } = voting;
  const adoption = createAdoption({ ...base, driver, finality });
  const catchUp = createCatchUp({
    ...base,
    knows: (view) => unknownVersion(view, base.knownVersion) === undefined,
    commit: adoption.adoptAll,
    disconnect: faults.lie,
    onIdle: () => blockScheduler.consider(),
    onSafetyViolation: faults.safetyViolation,
    onFailure: executor.fail,
  });
  const heights = createHeights({ ...base, driver, catchUp });
  const hasWork = (): boolean =>
    evidence.isWaiting() || !mempool.executable(chain.lastSequence)[Symbol.iterator]().next().done;
  const blockScheduler = createBlockScheduler({
    config: base.config.blockScheduler,
    clock: base.clock,
    hasWork,
    isIdle: heights.canBegin,
    begin: () => executor.post(heights.begin),
  });
  const heightMessages = createHeightMessages({ chain, driver, begin: heights.begin });
  finality.follow((blocks) => {
    for (const { final, execution } of blocks) {
      const { height } = final.header;
      const transactions = execution.receipts.length;
      logger.debug({ height, block: final.blockId, transactions }, 'final');
      if (registry.blockFinal(nextHeight(height), execution.changes)) transport.recheck();
    }
    // First, so that nothing of the next height is begun.
    const unknown = unknownVersion(chain, base.knownVersion);
    if (unknown !== undefined) return executor.fail(unknown);
    checks.newHeight();
    evidence.blockFinal();
    base.doubleSignGuard.blockFinal();
    catchUp.blockFinal();
    blockScheduler.blockFinal(blocks.at(-1)?.execution.receipts.length ?? 0);
    executor.post(heightMessages.blockFinal);
  });
  events.subscribe(({ type }) => {
    if (type === 'equivocation') blockScheduler.consider();
  });
  const sync = createPeerSync({ ...base, ...voting, heights });
  const recoverOnce = once(() =>
    recover({ ...base, driver, restoreBlock: (id) => restoreProposedBlock(base, id) }),
  );
  /** It is known whether this node votes: it continues where it was, with what came meanwhile. */
  async function resume(): Promise<void> {
    await recoverOnce();
    await takeTurn({ ...base, driver });
    // Votes that came before were seen and not counted; sent again, they must count.
    checks.newHeight();
    await heightMessages.resume();
    blockScheduler.consider();
  }
  return { resume, adoption, catchUp, heights, hasWork, blockScheduler, heightMessages, sync };
}

/** What comes from peers, and where it goes. */
function createHandlers(base: Foundation, voting: Voting, following: Following): TransportHandlers {
  const { chain, proposedBlocks, requests, peerLiveness, executor, signer, faults } = base;
  const { driver } = voting;
  const { adoption, blockScheduler, heightMessages } = following;
  const peers = createPeerNews({ ...base, ...voting, ...following });
  const noteHeard = (message: SignedProposal | SignedVote): void => {
    base.heardMessages.note(message);
    base.doubleSignGuard.heard(message);
  };
  const consensus = {
    onProposal(proposal: SignedProposal, from: PeerName) {
      peerLiveness.heardOf(proposal.proposer, proposal);
      noteHeard(proposal);
      proposedBlocks.noteSource(proposal.blockId, from);
      executor.post(() => heightMessages.take(proposal));
    },
    onVote(vote: SignedVote) {
      peerLiveness.heardOf(vote.validator, vote);
      noteHeard(vote);
      executor.post(() => heightMessages.take(vote));
    },
  };
  const gossip = createGossipHandler({
    ...base,
    ...consensus,
    takeFinalBlock: createGossipedBlocks({
      chain,
      decides: (height) =>
        signer !== null && signer.away?.isActive() !== false && driver.runningHeight() === height,
      nextBlock: () => nextBlock(base.events, base.clock, ownDecisionMs),
      check: ({ block, certificate }, from) =>
        checkFinalBlock(base, block, certificate, (hashes) =>
          requests.fetchTransactions(hashes, from),
        ),
      problem: ({ block: { header }, certificate }) =>
        certificateProblem(base, { header, certificate }, chain.validatorsAt(header.height)),
      adopt: adoption.adopt,
      onFault: faults,
    }),
    onTransactionsAdmitted: blockScheduler.consider,
  });
  const direct = createDirectMessageHandler({
    ...base,
    ...voting,
    ...consensus,
    peers,
    disconnect: faults.lie,
  });
  const answer = (from: PeerName, request: Uint8Array) =>
    answerRequest(
      {
        ...base,
        about: () => ({
          software: version,
          protocol: base.knownVersion,
          time: BigInt(Math.trunc(base.clock.now())),
          isArchive: base.isArchive(),
        }),
        dialBack: () => base.dialBack(from),
        greeting: (hello) => base.greeting(from, hello),
      },
      request,
    );
  return createMessageHandling({ ...base, gossip, direct, answer, peers, disconnect: faults.lie });
}
