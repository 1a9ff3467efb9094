/**
 * Keeps a validator from signing while its memory may be older than what it signed: gathers what peers show, has
 * it judged, stores the limit, and says what the node may do (docs/decisions/0015-old-memory.md).
 */
import type { Address } from '@trellis/crypto';
import type { Height, SignedProposal, SignedVote } from '@trellis/protocol';
import type { Chain } from '../chain/chain.ts';
import type { Registry } from '../peers/registry.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { positionOf, type Signer, type SigningPosition } from '../ports/signer.ts';
import type { PeerName } from '../ports/transport.ts';
import type { SerialExecutor } from '../tasks/serial-executor.ts';
import { createGuardView, type GuardView } from './guard-view.ts';
import type { Hellos } from './hellos.ts';
import { type Judgement, judgeMemory } from './judge-memory.ts';
import { createListening, type Listening } from './listening.ts';
import { createOwnMessages, type OwnMessages, sameIdentity } from './same-identity.ts';
import { createShownMessages, type ShownMessages } from './shown-messages.ts';

type Message = SignedProposal | SignedVote;

/** What this node may sign, and why not. Plain data, for people. */
export type GuardState =
  /** It has no key, or the signer that has it signs for another node. */
  | { readonly is: 'none' }
  | { readonly is: 'voting' }
  /** It compares its memory with what others show; those that have not answered yet. */
  | { readonly is: 'comparing'; readonly missing: readonly Address[] }
  /** It signs nothing up to and including the limit; `withdrawn`: nothing more of this chain, as it gave its last words. */
  | {
      readonly is: 'waiting';
      readonly doubt: 'unsure' | 'old' | 'withdrawn';
      readonly limit: Height;
      readonly missing: readonly Address[];
    };

export interface DoubleSignGuard {
  state(): GuardState;
  /** Whether it is not known yet whether we vote at the next height, so that it can't begin. */
  isUndecided(): boolean;
  /** Whether we don't vote now. */
  waits(): boolean;
  /** Whether what this node says of what it signed and saw can be relied on. */
  isReliable(): boolean;
  /** A verified message of some validator. */
  heard(message: Message): void;
  /** This process signed it; called before it is sent. */
  signed(message: Message): void;
  peerConnected(peer: PeerName): void;
  /** Called once a second. */
  tick(): void;
  blockFinal(): void;
  /** An answer came, or something else that bears on what is known. */
  consider(): void;
}

/** While something is open, whoever has not answered is asked again; else everybody now and then. */
const askAgainMs = 1_000;
const askSeldomMs = 10_000;

export interface GuardParts {
  readonly signer: Signer | null;
  readonly chain: Pick<Chain, 'domainAt' | 'head' | 'validatorsAt' | 'state'>;
  readonly registry: Registry;
  readonly hellos: Hellos;
  /** What this node's own log and database show to be signed with its keys. */
  readonly ownMessages: readonly Message[];
  readonly isExplained: () => boolean;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly executor: Pick<SerialExecutor, 'post' | 'fail'>;
  readonly logger: Logger;
  /** It is known whether we vote: heights can begin. */
  readonly onDecided: () => Promise<void>;
}

interface Run extends Omit<GuardParts, 'signer'> {
  readonly signer: Signer;
  readonly view: GuardView;
  readonly own: OwnMessages;
  readonly shown: ShownMessages;
  readonly listening: Listening;
  is: 'comparing' | 'waiting' | 'voting';
  hasTwin: boolean;
}

export function createDoubleSignGuard(parts: GuardParts): DoubleSignGuard {
  const { signer, hellos } = parts;
  if (signer === null) return withoutKey(hellos);
  const run = createRun(parts, signer);
  const consider = (): void => parts.executor.post(() => evaluate(run));
  const considerUnlessVoting = (): void => {
    if (run.is !== 'voting') consider();
  };
  signer.away?.onChange(consider);
  return {
    state: () => stateOf(run),
    isUndecided: () => isUndecided(run),
    waits: () => run.is !== 'voting' || isAway(run),
    isReliable: () => isReliable(run),
    heard(message) {
      if (!signer.addresses.has(positionOf(message).signer)) return;
      if (run.is !== 'comparing' && !isAway(run) && run.own.isForeign(message)) {
        parts.executor.fail(sameIdentity(signedElsewhere(positionOf(message))));
        return;
      }
      run.shown.note(message);
      considerUnlessVoting();
    },
    signed: run.own.signed,
    peerConnected(peer) {
      run.listening.peerConnected(peer);
      hellos.ask(peer);
    },
    tick() {
      hellos.askAll(run.is === 'voting' ? askSeldomMs : askAgainMs);
      considerUnlessVoting();
    },
    blockFinal() {
      run.own.forget(run.view.head());
      considerUnlessVoting();
    },
    consider,
  };
}

/** A node that follows has nothing to compare; it asks for the clocks of its peers alone. */
function withoutKey(hellos: Pick<Hellos, 'ask' | 'askAll'>): DoubleSignGuard {
  return {
    state: () => ({ is: 'none' }),
    isUndecided: () => false,
    waits: () => false,
    isReliable: () => true,
    heard: () => undefined,
    signed: () => undefined,
    peerConnected: hellos.ask,
    tick: () => hellos.askAll(askSeldomMs),
    blockFinal: () => undefined,
    consider: () => undefined,
  };
}

function createRun(parts: GuardParts, signer: Signer): Run {
  const shown = createShownMessages(signer, parts.chain.domainAt);
  for (const message of parts.ownMessages) shown.note(message);
  const view = createGuardView({ ...parts, signer });
  const atStart = signer.last;
  return {
    ...parts,
    signer,
    shown,
    view,
    own: createOwnMessages({
      start: signer.away === null ? () => atStart : () => signer.last,
      limit: () => signer.guard.limit,
    }),
    listening: createListening({ ...parts, areMany: view.areMany }),
    is: 'comparing',
    hasTwin: false,
  };
}

async function evaluate(run: Run): Promise<void> {
  const { signer, view, executor } = run;
  const twin = view.twin();
  // Whoever has signed nothing since its start gives way; if both have signed, both do.
  if (twin !== null && (!signer.hasSigned() || twin.hasSigned)) {
    executor.fail(sameIdentity('peers hear of two processes with its peer key'));
    return;
  }
  if (twin !== null && !run.hasTwin) {
    const code = 'same_identity';
    run.logger.warn({ code }, 'another process has the keys of this node; it signed nothing yet');
  }
  run.hasTwin = twin !== null;
  // What it signs for another node is compared when the turn is ours.
  if (isAway(run)) run.is = 'comparing';
  if (isAway(run)) return;
  if (run.is === 'voting') return;
  if (run.is === 'waiting' && view.head() >= signer.guard.limit) return endLimit(run);
  // Whoever is old stays old; whoever is unsure may turn out to be whole, or old.
  if (run.is === 'comparing' || signer.guard.doubt === 'unsure') await judge(run);
}

async function judge(run: Run): Promise<void> {
  const { signer, view, shown, listening } = run;
  const mayBeCopy = !signer.memory.isOriginal || signer.guard.doubt !== 'none';
  if (mayBeCopy && view.missing().length === 0) listening.begin();
  const judgement = judgeMemory(
    {
      last: signer.last,
      ...signer.memory,
      guard: signer.guard,
      isExplained: run.isExplained(),
    },
    view.world(shown, listening.isOver()),
  );
  if (judgement.state !== 'undecided') await settle(run, judgement);
}

async function settle(
  run: Run,
  { state, guard }: Exclude<Judgement, { state: 'undecided' }>,
): Promise<void> {
  const { signer } = run;
  const isNews = guard.limit !== signer.guard.limit || guard.doubt !== signer.guard.doubt;
  // A memory that was found whole is original from now on; a signer away from the node is told that it may sign.
  const isToBeTold = !signer.memory.isOriginal || signer.away !== null;
  if (isNews || (state === 'whole' && isToBeTold)) await signer.keepGuard(guard);
  if (isAway(run)) return;
  if (state !== 'whole') run.listening.begin();
  const is = state === 'whole' ? 'voting' : 'waiting';
  if (is === run.is && !isNews) return;
  run.is = is;
  await decided(run);
}

/** The limit's height is final: whoever answers, once connections last, tells whether we are the only process. */
async function endLimit(run: Run): Promise<void> {
  const { signer, view, shown, hellos, executor } = run;
  const { limit } = signer.guard;
  run.listening.begin();
  const settledSince = run.listening.settledSince();
  if (settledSince === null) return;
  const found = view.limitReached({ limit, settledSince }, shown);
  if (found === 'same identity') {
    executor.fail(sameIdentity(`something later than height ${limit} was signed elsewhere`));
    return;
  }
  if (found === 'ask again') {
    for (const [peer, { headWhenAsked, askedAt }] of hellos.answers()) {
      if (headWhenAsked < view.head() || askedAt < settledSince) hellos.ask(peer);
    }
    return;
  }
  await signer.keepGuard({ limit, doubt: 'none' });
  if (isAway(run)) return;
  run.is = 'voting';
  await decided(run);
}

async function decided(run: Run): Promise<void> {
  const { limit, doubt } = run.signer.guard;
  if (run.is === 'voting') {
    run.logger.info({ limit }, 'compared its memory of what it signed with its peers: it votes');
  } else {
    run.logger.warn(
      { limit, doubt },
      doubt === 'withdrawn'
        ? 'it gave its last words for a recovery of the chain: it signs nothing more of this chain'
        : 'its memory of what it signed may be old: it signs nothing up to the limit',
    );
  }
  if (!isUndecided(run)) await run.onDecided();
}

/** A height that began without our vote can't be given it later, so none begins while the vote may come. */
function isUndecided(run: Run): boolean {
  const { is, signer, view } = run;
  if (isAway(run) || is === 'voting' || !view.votesNext()) return false;
  const { doubt, limit } = signer.guard;
  return is === 'comparing' || doubt === 'unsure' || view.head() >= limit;
}

function isReliable(run: Run): boolean {
  const { is, signer, isExplained } = run;
  if (isAway(run) || is === 'voting') return true;
  const { isIntact, isOriginal } = signer.memory;
  return (
    is === 'comparing' && isIntact && isOriginal && signer.guard.doubt === 'none' && isExplained()
  );
}

/** The validator's signer signs for another node, or can't be reached: this one follows. */
function isAway({ signer: { away } }: Pick<Run, 'signer'>): boolean {
  return away !== null && !away.isActive();
}

function stateOf(run: Run): GuardState {
  const { is, signer, view } = run;
  if (isAway(run)) return { is: 'none' };
  if (is === 'voting') return { is };
  const missing = view.missing();
  if (is === 'comparing') return { is, missing };
  const { limit, doubt } = signer.guard;
  return { is, limit, doubt: doubt === 'none' ? 'old' : doubt, missing };
}

function signedElsewhere({ step, height, round }: SigningPosition): string {
  return `a ${step} for height ${height}, round ${round}, was signed elsewhere`;
}
