/**
 * Evidence that has not had its consequence yet: one piece for each offender, on disk, passed on to every
 * peer, and put into the next block that this node proposes.
 */

import type { EvidenceEffect } from '@trellis/consensus';
import { type Address, claimsFault } from '@trellis/crypto';
import { applyEvidence, createOverlay, validateEvidence } from '@trellis/ledger';
import { type Evidence, evidenceOf, infractionOf } from '@trellis/protocol';
import type { ValidationParts } from '../chain/chain.ts';
import type { Events } from '../chain/events.ts';
import type { Outbound } from '../messages/outbound.ts';
import type { EvidenceStore } from '../ports/evidence-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { PeerName } from '../ports/transport.ts';
import { verifyAs } from '../ports/verifier.ts';
import { inBackground } from '../tasks/background.ts';
import type { SerialExecutor } from '../tasks/serial-executor.ts';

export interface EvidencePoolParts extends ValidationParts {
  readonly store: EvidenceStore;
  readonly logger: Logger;
  readonly outbound: Pick<Outbound, 'send' | 'broadcast'>;
  disconnect(peer: PeerName, reason: string): void;
  /** Writes in turn with everything else that goes to the disk. */
  readonly executor: Pick<SerialExecutor, 'inTurn' | 'fail'>;
  /** Told of each new infraction: there is something to make a block for. */
  readonly events: Pick<Events, 'emit'>;
}

export interface EvidencePool {
  /** What the machine found, perhaps once more after a restart. */
  report(found: Pick<EvidenceEffect, 'first' | 'second'>): Promise<void>;
  /** What a peer sent. */
  take(evidence: Evidence, from: PeerName): Promise<void>;
  /** Takes up what was kept before a restart. */
  restore(): Promise<void>;
  pending(): readonly Evidence[];
  /** Whether any of it could be in the next block. */
  isWaiting(): boolean;
  /** Tells a peer that has just connected. */
  greet(peer: PeerName): void;
  /** Forgets what a block has answered, or what has grown too old. */
  blockFinal(): void;
}

export function createEvidencePool(parts: EvidencePoolParts): EvidencePool {
  const { chain, store, logger, outbound, executor } = parts;
  const pending = new Map<Address, Evidence>();
  /** Who is being shown guilty by whom: nobody has more than one such question open. */
  const verifying = new Set<string>();

  const validate = (one: Evidence) => validateEvidence(chain.state(), chain.nextContext(), one);

  function isOpen(evidence: Evidence): boolean {
    const validated = validate(evidence);
    return validated.ok && !pending.has(validated.infraction.validator);
  }

  /** Keeps evidence unless it is known; says what is wrong with it. */
  async function keep(evidence: Evidence): Promise<string | undefined> {
    const validated = validate(evidence);
    const fault = await claimsFault(validated, verifyAs('consensus', parts.verifier));
    if (fault !== undefined) return fault.problem;
    // Another piece, or a block, may have come while the signatures were verified.
    if (!validated.ok || !isOpen(evidence)) return undefined;
    const { infraction } = validated;
    pending.set(infraction.validator, evidence);
    logger.error({ ...infraction }, 'a validator signed two different messages');
    await executor.inTurn(() => store.keepEvidence(infraction.validator, evidence));
    outbound.broadcast({ type: 'evidence', evidence });
    parts.events.emit({ type: 'equivocation', infraction });
    return undefined;
  }

  return {
    async report({ first, second }) {
      const evidence = evidenceOf(first, second);
      if (evidence !== null && isOpen(evidence)) await keep(evidence);
    },
    async take(evidence, from) {
      const infraction = infractionOf(evidence);
      if (infraction === null) return parts.disconnect(from, 'evidence of no equivocation');
      // What is known, punished already or not ours to validate yet says nothing bad of whoever sent it.
      const question = `${from} ${infraction.validator}`;
      if (verifying.has(question) || !isOpen(evidence)) return;
      verifying.add(question);
      const problem = await keep(evidence).finally(() => verifying.delete(question));
      if (problem === 'bad_signature') parts.disconnect(from, 'evidence with a bad signature');
    },
    async restore() {
      for (const evidence of await store.keptEvidence()) {
        const infraction = infractionOf(evidence);
        if (infraction !== null && isOpen(evidence)) pending.set(infraction.validator, evidence);
      }
    },
    pending: () => [...pending.values()],
    isWaiting() {
      const [overlay, context] = [createOverlay(chain.state()), chain.nextContext()];
      const applies = (one: Evidence) => applyEvidence(overlay, context, one) === undefined;
      return [...pending.values()].some(applies);
    },
    greet(peer) {
      for (const evidence of pending.values()) outbound.send(peer, { type: 'evidence', evidence });
    },
    blockFinal() {
      for (const [validator, evidence] of pending) {
        if (validate(evidence).ok) continue;
        pending.delete(validator);
        const forgotten = executor.inTurn(() => store.forgetEvidence(validator));
        inBackground(forgotten, executor.fail);
      }
    },
  };
}
