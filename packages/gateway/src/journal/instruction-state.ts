/**
 * The life of one instruction, as a function: what is known of it, and what may come next. Whatever the gateway does is
 * one of these steps, written down before what follows from it.
 */
import type { ReasonCode, StatedReason, TransferOutcome } from '@trellis/iso20022';

export type InstructionState =
  /** It is in a file that was taken in. */
  | { readonly type: 'received' }
  /** It waits for a person or for the screening. */
  | { readonly type: 'held'; readonly why: HoldReason; readonly message: string }
  /** It may be paid; a transaction for it may be under way. */
  | { readonly type: 'released'; readonly by: string | null }
  /** Its units are in a hold of the ledger, which its payee takes or which goes back. */
  | {
      readonly type: 'reserved';
      readonly hold: string;
      readonly transactionId: string;
      readonly height: bigint;
    }
  /** They went back. */
  | { readonly type: 'returned'; readonly reason: ReasonCode; readonly message: string }
  | Extract<TransferOutcome, { readonly type: 'final' | 'rejected' }>
  /** Whoever asked for it took it back before it was paid. */
  | { readonly type: 'cancelled'; readonly request: string };

type HoldReason = 'limit' | 'screening';

export type InstructionEvent =
  | { readonly type: 'hold'; readonly why: HoldReason; readonly message: string }
  | { readonly type: 'release'; readonly by: string | null }
  | { readonly type: 'reject'; readonly reasons: readonly StatedReason[] }
  | { readonly type: 'cancel'; readonly request: string }
  | {
      readonly type: 'reserve';
      readonly hold: string;
      readonly transactionId: string;
      readonly height: bigint;
    }
  | { readonly type: 'return'; readonly reason: ReasonCode; readonly message: string }
  | {
      readonly type: 'settle';
      readonly outcome: Extract<TransferOutcome, { readonly type: 'final' | 'rejected' }>;
    };

/** The states from which an event leads on; nothing leads on from an end. */
const allowed: Readonly<Record<InstructionEvent['type'], readonly InstructionState['type'][]>> = {
  hold: ['received', 'held'],
  release: ['received', 'held'],
  reject: ['received', 'held'],
  cancel: ['received', 'held'],
  reserve: ['released'],
  return: ['reserved'],
  settle: ['released', 'reserved'],
};

/** The state after an event; `undefined` for one that can't happen in this state. */
export function advance(
  state: InstructionState,
  event: InstructionEvent,
): InstructionState | undefined {
  if (!allowed[event.type].includes(state.type)) return undefined;
  switch (event.type) {
    case 'hold':
      return { type: 'held', why: event.why, message: event.message };
    case 'release':
      return { type: 'released', by: event.by };
    case 'reject':
      return { type: 'rejected', reasons: event.reasons };
    case 'cancel':
      return { type: 'cancelled', request: event.request };
    case 'reserve':
      return { ...event, type: 'reserved' };
    case 'return':
      return { ...event, type: 'returned' };
    case 'settle':
      return event.outcome;
  }
}

/** Whether nothing comes after it. */
export const isEnd = ({ type }: InstructionState): boolean =>
  type === 'final' || type === 'rejected' || type === 'cancelled' || type === 'returned';

/** What an answer says of it. */
export function outcomeOf(state: InstructionState): TransferOutcome {
  switch (state.type) {
    case 'received':
      return { type: 'valid' };
    case 'held':
      return { type: 'pending', message: state.message };
    case 'released':
      return { type: 'submitted', transactionId: '' };
    case 'reserved':
      return { type: 'pending', message: `reserved for the payee by hold ${state.hold}` };
    case 'returned':
      return {
        type: 'rejected',
        reasons: [{ reason: state.reason, message: state.message }],
      };
    case 'cancelled':
      return {
        type: 'rejected',
        reasons: [{ reason: 'DS02', message: `cancelled as ${state.request} asked` }],
      };
    case 'final':
    case 'rejected':
      return state;
  }
}
