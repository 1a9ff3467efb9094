/**
 * The running timeouts of the height in progress. A proposer that is known to be absent is not waited
 * for: when that is, is this node's own business, as no vote is safe or unsafe by how long it waited.
 */
import { reducedTimeoutMs, type TimeoutInput, type Timeouts } from '@trellis/consensus';
import type { Height, Round } from '@trellis/protocol';
import type { Clock } from '../ports/clock.ts';

interface ProposalWait {
  readonly timeout: TimeoutInput;
  readonly startedAt: number;
  readonly dueAt: number;
  readonly cancel: () => void;
}

export interface RunningTimeouts {
  schedule(timeout: TimeoutInput, durationMs: number): void;
  /** Who is present may have changed: a wait that is useless now ends. */
  reconsider(): void;
  cancelAll(): void;
}

export function createRunningTimeouts(parts: {
  readonly timeouts: Timeouts;
  readonly clock: Clock;
  /** Whether the round's proposer is known to be absent, among how many validators. */
  readonly absentProposer: (height: Height, round: Round) => { readonly validators: number } | null;
  readonly fire: (timeout: TimeoutInput) => void;
}): RunningTimeouts {
  const { timeouts, clock, absentProposer, fire } = parts;
  const running = new Set<{ readonly cancel: () => void }>();
  /** The wait for a proposal, which may be cut short. */
  let proposal: ProposalWait | null = null;

  function after(delayMs: number, run: () => void): () => void {
    const timer = {
      cancel: clock.after(delayMs, () => {
        running.delete(timer);
        run();
      }),
    };
    running.add(timer);
    return () => {
      running.delete(timer);
      timer.cancel();
    };
  }

  function reconsider(): void {
    if (proposal === null) return;
    const { timeout, startedAt, dueAt, cancel } = proposal;
    const absent = absentProposer(timeout.height, timeout.round);
    if (absent === null) return;
    const at = { round: timeout.round, validators: absent.validators };
    const reducedAt = startedAt + reducedTimeoutMs(timeouts, 'propose', at);
    if (reducedAt >= dueAt) return;
    cancel();
    wait(timeout, startedAt, reducedAt);
  }

  function wait(timeout: TimeoutInput, startedAt: number, dueAt: number): void {
    const cancel = after(Math.max(0, dueAt - clock.elapsed()), () => {
      proposal = null;
      fire(timeout);
    });
    proposal = { timeout, startedAt, dueAt, cancel };
  }

  return {
    schedule(timeout, durationMs) {
      if (timeout.step !== 'propose') {
        after(durationMs, () => fire(timeout));
        return;
      }
      // The timeout of a round that was left does nothing any more.
      proposal?.cancel();
      const now = clock.elapsed();
      wait(timeout, now, now + durationMs);
      reconsider();
    },
    reconsider,
    cancelAll() {
      for (const { cancel } of running) cancel();
      running.clear();
      proposal = null;
    },
  };
}
