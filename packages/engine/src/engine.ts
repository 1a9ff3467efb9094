/**
 * The running node without its edges: joins consensus and ledger behind ports. Everything that
 * changes it goes through one inbox, one thing at a time; slow work happens outside and comes back.
 */
import type { RoundState } from '@trellis/consensus';
import type { Address, Hash } from '@trellis/crypto';
import { type BlockExecution, validatorSchedule } from '@trellis/ledger';
import { encode, type Height, nextHeight } from '@trellis/protocol';
import { createAbstention } from './abstention.ts';
import { createAdmission } from './admission.ts';
import { answerRequest } from './answer-requests.ts';
import { type Candidate, createCandidates, toCompact } from './candidates.ts';
import { createCatchUp } from './catch-up.ts';
import { createChain, type ExecutedBlock } from './chain.ts';
import { contradiction } from './contradiction.ts';
import { createDriver, type HeightStart, toInput } from './driver.ts';
import type { Engine, EngineParts } from './engine-parts.ts';
import { createEvents, nextBlock } from './events.ts';
import { createEvidencePool } from './evidence-pool.ts';
import { createExchange } from './exchange.ts';
import { checkFinalBlock } from './final-block.ts';
import { createGossipBatch } from './gossip-batch.ts';
import { createHeightMessages } from './height-messages.ts';
import { createInbound } from './inbound.ts';
import { createInbox } from './inbox.ts';
import { explainsLastSigned } from './last-signed.ts';
import { createNetworkLinks } from './links.ts';
import { createMempool } from './mempool.ts';
import {
  type DirectMessage,
  directMessageCodec,
  type FinalBlockMessage,
  finalBlockMessageCodec,
  fromWireRoundState,
  proposalMessageCodec,
  type StatusMessage,
  toDirectMessage,
  toWireRoundState,
} from './messages.ts';
import { createPacing } from './pacing.ts';
import type { FinalHeader } from './ports/chain-reader.ts';
import { inputHeight } from './ports/logged-input.ts';
import type { PeerName, Topic } from './ports/transport.ts';
import { createPresence } from './presence.ts';
import { createProposals, isTimely } from './proposals.ts';
import { validatorPeers } from './registry.ts';
import { createRepeating } from './repeating.ts';
import { stallFacts } from './stall-facts.ts';

/** How often nodes tell each other where they are; lost messages are sent again within this time. */
const statusIntervalMs = 1_000;

/** How long a validator holds a final block from gossip until it has decided it itself. */
const ownDecisionMs = 1_000;

export function createEngine(parts: EngineParts): Engine {
  const { config, genesis, store, wal, signer, verifier, transport, registry, clock, logger } =
    parts;
  const inbox = createInbox();
  const events = createEvents();
  const mempool = createMempool(config.mempool);
  const chain = createChain(genesis, store);
  const candidates = createCandidates(store);
  const exchange = createExchange(transport, clock);
  const admission = createAdmission(chain, mempool, verifier);
  const presence = createPresence({ clock, chain, registry, self: transport.self });
  const repeating = createRepeating(clock);
  const { signerIsCertain } = parts;
  const abstention = createAbstention({ signer, signerIsCertain, chain, presence });
  let stopped = false;

  /** Runs a task in turn; if it fails, the node can't be trusted to go on. */
  function post(task: () => void | Promise<void>): void {
    if (stopped) return;
    inbox.post(task).catch(fail);
  }

  function fail(error: unknown): void {
    if (stopped) return;
    stopped = true;
    parts.onFatal(error instanceof Error ? error : new Error(String(error)));
  }

  const proposals = createProposals({
    chain,
    mempool,
    candidates,
    verifier,
    store,
    exchange,
    clock,
    logger,
    peersToAsk,
    evidence: () => evidence.pending(),
    isWanted: (height) => !stopped && driver.runningHeight() === height,
    drop({ hash, id }) {
      mempool.remove(hash);
      events.emit({ type: 'dropped', transactionId: id });
    },
  });

  /** Connected peers, the one that is known to have it first. */
  function peersToAsk(first?: PeerName): readonly PeerName[] {
    const connected = transport
      .peers()
      .flatMap(({ state, name }) => (state === 'connected' && name !== first ? [name] : []));
    return first === undefined ? connected : [first, ...connected];
  }

  // Who told us of a proposal is the first to ask for what it holds.
  const proposedBy = new Map<Hash, PeerName>();

  const clockOffsets = new Map<Address, number>();

  async function judge(height: Height, round: number, id: Hash): Promise<void> {
    const seenAt = clock.now();
    const verdict = await proposals.judge(height, id, proposedBy.get(id));
    if (verdict === null) return;
    const valid = verdict !== 'invalid';
    const timely = valid && isTimely(verdict.header, seenAt, round);
    // A block that is proposed again is as old as it was; only a first proposal tells of a clock.
    if (valid && round === 0) {
      clockOffsets.set(verdict.header.proposer, Number(verdict.header.time) - seenAt);
    }
    post(() => driver.give({ type: 'proposalChecked', height, round, blockId: id, valid, timely }));
  }

  const driver = createDriver({
    timeouts: config.timeouts,
    clock,
    wal,
    signer,
    logger,
    absentProposer: presence.absentProposer,
    post,
    tasks: {
      buildBlock(height, round) {
        post(async () => {
          const { self } = heightStart();
          if (self === null || driver.runningHeight() !== height) return;
          // What others hear of in time they need not ask for.
          gossipBatch.flush();
          const candidate = await proposals.build(self);
          await driver.give({ type: 'blockBuilt', height, round, blockId: candidate.blockId });
        });
      },
      checkProposal(proposal) {
        judge(proposal.height, proposal.round, proposal.blockId).catch(fail);
      },
      wantBlock(height, round, id) {
        judge(height, round, id).catch(fail);
      },
      sendProposal(proposal) {
        const block = candidates.compact(proposal.blockId);
        if (block === undefined) return;
        const message = encode(proposalMessageCodec, { proposal, block });
        publish('proposals', message);
      },
      sendVote(vote) {
        sendToValidators({ type: 'vote', vote });
      },
      async commit(certificate) {
        const { blockId: id } = certificate;
        const candidate = candidates.get(id) ?? (await proposals.restore(id));
        if (candidate === undefined) throw new Error(`the decided block ${id} is not in the store`);
        await commit(candidate, { header: candidate.header, blockId: id, certificate });
      },
      recordEvidence(found) {
        evidence.report(found).catch(fail);
      },
      contradiction(height, id) {
        fail(contradiction(height, `block ${id}`));
      },
    },
  });

  function publish(topic: Topic, message: Uint8Array): void {
    transport.publish(topic, message).catch((error: unknown) => {
      logger.warn({ error, topic }, 'could not publish');
    });
  }

  function sendToValidators(message: DirectMessage): void {
    const bytes = encode(directMessageCodec, message);
    const next = nextHeight(chain.head().header.height);
    for (const peer of validatorPeers(registry, validatorSchedule(chain.state()), next)) {
      if (peer !== transport.self) transport.send(peer, bytes);
    }
  }

  async function commit(candidate: Candidate, final: FinalHeader): Promise<void> {
    await chain.commit(final, candidate.execution);
    noteFinal(final, candidate.execution);
    if (signer?.addresses.has(candidate.header.proposer)) publishFinalBlock(candidate, final);
    pacing.blockFinal();
    post(heightMessages.blockFinal);
  }

  /** What every final block goes through once it is on disk, whether we decided it or a peer sent it. */
  function noteFinal(final: FinalHeader, { changes, receipts }: BlockExecution): void {
    const { height } = final.header;
    if (registry.blockFinal(nextHeight(height), changes)) parts.onRegistryChanged();
    const dropped = mempool.prune(height, chain.lastSequence);
    const included = new Set(receipts.map(({ transactionId }) => transactionId));
    candidates.clear();
    proposedBy.clear();
    inbound.newHeight();
    logger.debug({ height, block: final.blockId, transactions: included.size }, 'final');
    events.emit({ type: 'block', final, receipts });
    for (const { id } of dropped) {
      if (!included.has(id)) events.emit({ type: 'dropped', transactionId: id });
    }
    evidence.blockFinal();
    catchUp.blockFinal();
  }

  function publishFinalBlock(candidate: Candidate, { certificate }: FinalHeader): void {
    if (certificate === null) return;
    const message = encode(finalBlockMessageCodec, { block: toCompact(candidate), certificate });
    publish('blocks', message);
  }

  function heightStart(): HeightStart {
    const height = nextHeight(chain.head().header.height);
    const validators = chain.validators();
    const ours = validators.validators.find(({ address }) => signer?.addresses.has(address));
    const self = abstention.abstains(height) ? null : (ours?.address ?? null);
    return { height, validators, self };
  }

  const canBegin = (): boolean =>
    !stopped &&
    driver.runningHeight() === null &&
    !catchUp.isProgressing() &&
    !abstention.isUndecided();

  /** Begins the next height unless it runs already. */
  async function begin(): Promise<void> {
    if (!canBegin()) return;
    // Votes that came before were seen and not counted; sent again, they must count.
    inbound.newHeight();
    await driver.startHeight(heightStart());
  }

  const hasWork = (): boolean =>
    evidence.isWaiting() || !mempool.executable(chain.lastSequence)[Symbol.iterator]().next().done;

  const pacing = createPacing({
    config: config.pacing,
    clock,
    hasWork,
    isIdle: canBegin,
    begin: () => post(begin),
  });

  const heightMessages = createHeightMessages({ chain, driver, begin });

  const inbound = createInbound({
    chain,
    candidates,
    verifier,
    admission,
    onProposal(proposal, from) {
      presence.heardOf(proposal.proposer, proposal);
      if (!proposedBy.has(proposal.blockId)) proposedBy.set(proposal.blockId, from);
      post(() => heightMessages.take(proposal));
    },
    onVote(vote) {
      presence.heardOf(vote.validator, vote);
      post(() => heightMessages.take(vote));
    },
    onHeard(from, position) {
      presence.heard(from, position);
      catchUp.noteHeard(from, position.height);
    },
    onEvidence: (found, from) => evidence.take(found, from),
    onStatus(status, from) {
      // At once, or what the peer says later may be heard first, and this seems to take it back.
      catchUp.notePeer(from, status.firstHeight, status.finalHeight);
      post(() => takeStatus(status, from));
    },
    onFinalBlock: (block, from) => takeFinalBlock(block, from),
    onTransactionsAdmitted: () => pacing.consider(),
    disconnect: (peer, reason) => transport.disconnect(peer, reason),
  });

  /** Sends a peer what it lacks, and notes whether it is ahead. */
  async function takeStatus(
    { finalHeight, roundState }: StatusMessage,
    from: PeerName,
  ): Promise<void> {
    pacing.consider();
    const height = driver.runningHeight();
    const next = nextHeight(chain.head().header.height);
    const theirs = fromWireRoundState(roundState);
    const theyRun = theirs.step !== 'idle' && theirs.step !== 'decided';
    if (height === null) {
      if (theirs.height === next && theyRun) await begin();
      return;
    }
    if (nextHeight(finalHeight) !== height) return;
    // A peer that has not begun this height lacks everything of it.
    const nothing: RoundState = { ...theirs, height, round: 0, step: 'propose', rounds: [] };
    for (const message of driver.missingFor(theirs.height === height ? theirs : nothing)) {
      transport.send(from, encode(directMessageCodec, toDirectMessage(message)));
    }
  }

  function statusMessage(): Uint8Array {
    return encode(directMessageCodec, {
      type: 'status',
      firstHeight: nextHeight(store.base()),
      finalHeight: chain.head().header.height,
      roundState: toWireRoundState(driver.roundState()),
    });
  }

  /** A block from the gossip topic. Who votes is about to decide it too, and only passes it on then. */
  async function takeFinalBlock(
    { block, certificate }: FinalBlockMessage,
    from: PeerName,
  ): Promise<boolean> {
    if (driver.runningHeight() === block.header.height && signer !== null) {
      await nextBlock(events, clock, ownDecisionMs);
      return chain.head().blockId === certificate.blockId;
    }
    const verdict = await checkFinalBlock(
      { chain, mempool, candidates, verifier },
      block,
      certificate,
      (hashes) => exchange.fetchTransactions(hashes, peersToAsk(from)),
    );
    if (!verdict.ok) {
      if (verdict.fault === 'sender') transport.disconnect(from, verdict.detail);
      if (verdict.fault === 'us') fail(contradiction(block.header.height, verdict.detail));
      return false;
    }
    return inTurn(() => adopt(verdict.candidate, certificate));
  }

  /** In turn with everything else; a disk that fails there is as fatal as anywhere. */
  function inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = inbox.post(task);
    done.catch(fail);
    return done;
  }

  /** Makes a verified block final, unless its height has passed meanwhile. */
  async function adopt(
    candidate: Candidate,
    certificate: FinalBlockMessage['certificate'],
  ): Promise<boolean> {
    if (candidate.header.height !== nextHeight(chain.head().header.height)) return false;
    if (candidates.get(candidate.blockId) === undefined) await candidates.add(candidate);
    await driver.abandon();
    await commit(candidate, {
      header: candidate.header,
      blockId: candidate.blockId,
      certificate,
    });
    abstention.overtaken(nextHeight(candidate.header.height));
    return true;
  }

  /** Makes blocks that were caught up with final, in turn: nobody votes at a height while its block is taken over. */
  async function adoptAll(blocks: readonly ExecutedBlock[]): Promise<void> {
    const next = nextHeight(chain.head().header.height);
    const wanted = blocks.filter(({ final }) => final.header.height >= next);
    if (wanted.length === 0) return;
    if (driver.runningHeight() !== null) await driver.abandon();
    await chain.commitAll(wanted);
    for (const { final, execution } of wanted) noteFinal(final, execution);
    abstention.overtaken(nextHeight(chain.head().header.height));
    pacing.blockFinal();
    post(heightMessages.blockFinal);
  }

  const catchUp = createCatchUp({
    clock,
    logger,
    verifier,
    exchange,
    chain,
    commit: (blocks) => inTurn(() => adoptAll(blocks)),
    disconnect: (peer, reason) => transport.disconnect(peer, reason),
    onIdle: () => pacing.consider(),
    onContradiction: (height, detail) => fail(contradiction(height, detail)),
    onFailure: fail,
  });

  const evidence = createEvidencePool({
    chain,
    verifier,
    store,
    logger,
    send: transport.send,
    broadcast: transport.broadcast,
    disconnect: transport.disconnect,
    inTurn,
    onNew: (offence) => {
      events.emit({ type: 'equivocation', offence });
      pacing.consider();
    },
  });

  const gossipBatch = createGossipBatch(clock, (batch) => publish('transactions', batch));

  /** Continues where a crash left off, or decides to sit out a height that can't be remembered. */
  async function recover(): Promise<void> {
    const height = nextHeight(chain.head().header.height);
    const inputs = wal.recovered.flatMap((input) =>
      inputHeight(input) === height ? [toInput(input, heightStart())] : [],
    );
    abstention.recovered(
      height,
      signer === null || explainsLastSigned(inputs, config.timeouts, signer, height),
    );
    if (abstention.abstains(height)) {
      logger.warn(
        { height },
        'not voting at this height: what was signed at it is not known for sure',
      );
    }
    for (const input of wal.recovered) {
      const kept = input.type === 'blockBuilt' || (input.type === 'proposalChecked' && input.valid);
      if (kept && inputHeight(input) === height) await proposals.restore(input.blockId);
    }
    evidence.restore(await store.keptEvidence());
    await driver.recover(heightStart());
  }

  return {
    chain,
    registry,
    mempool,
    events,
    async start() {
      await transport.start({
        onGossip: (topic, from, bytes) => inbound.gossip(topic, from, bytes),
        onMessage: (from, bytes) => {
          inbound.direct(from, bytes).catch((error: unknown) => {
            logger.error({ error, peer: from }, 'a message could not be judged');
            transport.disconnect(from, 'a message that could not be judged');
          });
        },
        onRequest: (_from, bytes) =>
          answerRequest({ store, mempool, candidates, snapshot: parts.snapshot, transport }, bytes),
        onPeerConnected: (peer) => {
          presence.connected(peer);
          transport.send(peer, statusMessage());
          evidence.greet(peer);
        },
        onPeerDisconnected: (peer) => {
          presence.disconnected(peer);
          catchUp.forgetPeer(peer);
          driver.reconsiderTimeouts();
        },
      });
      await inbox.post(recover);
      repeating.every(statusIntervalMs, () => {
        transport.broadcast(statusMessage());
        driver.reconsiderTimeouts();
      });
      pacing.consider();
    },
    async stop() {
      stopped = true;
      repeating.stop();
      gossipBatch.stop();
      pacing.stop();
      catchUp.stop();
      driver.stop();
      await transport.stop();
      await inbox.drained();
    },
    async submit(encoded) {
      const result = await admission.admit(encoded);
      if (result.ok && result.isNew) {
        gossipBatch.add(encoded);
        pacing.consider();
      }
      return result;
    },
    networkLinks: createNetworkLinks({ transport, exchange, clock }),
    pendingEvidence: () => evidence.pending(),
    roundState: () => driver.roundState(),
    isCatchingUp: () => catchUp.isProgressing(),
    stallFacts: () =>
      stallFacts({
        chain,
        registry,
        presence,
        driver,
        pacing,
        mempool,
        transport,
        clock,
        heartbeatMs: config.pacing.heartbeatMs,
        clockOffsets,
        vote() {
          if (heightStart().self !== null) return 'votes';
          return abstention.abstains(heightStart().height) ? 'abstains' : 'follows';
        },
        hasWork,
        isCatchingUp: catchUp.isProgressing,
      }),
  };
}
