/** What a client can follow as it happens: blocks, the payments of an account, or what a node reports. */
import { balanceNamed } from './balance-name.ts';
import { BuildError } from './errors.ts';
import type { LedgerEvent } from './event-stream.ts';
import { followBlocks } from './follow-blocks.ts';
import { type FollowOptions, followEvents } from './follow-events.ts';
import { type Incoming, type IncomingOptions, incomingPayments } from './incoming-payments.ts';
import type { LightClient } from './light-client.ts';
import type { ProvenBlock } from './read-chain.ts';

interface Ended {
  /** Ends the subscription when it is aborted. */
  readonly signal: AbortSignal;
}

/** Each block once, in order, proven; from now on, or those `after` a height. */
export interface BlockSubscription extends FollowOptions, Ended {
  readonly type: 'blocks';
}

/** The payments to an account, each once and proven; from now on, or those `after` a place. */
export interface PaymentSubscription extends IncomingOptions, Ended {
  readonly type: 'payments';
  /** An address, or an alias such as `@shop`. */
  readonly owner: string;
  /** A code such as `EUR`. */
  readonly asset: string;
}

/** Each block once, in order, and its transactions, as the node reports them: nothing of it is proven. */
export interface EventSubscription extends FollowOptions, Ended {
  readonly type: 'events';
}

/** `subscribe` of a client. */
export interface Subscribe {
  (to: BlockSubscription): AsyncGenerator<ProvenBlock>;
  (to: PaymentSubscription): AsyncGenerator<Incoming>;
  (to: EventSubscription): AsyncGenerator<LedgerEvent>;
}

export function createSubscribe(light: LightClient): Subscribe {
  function subscribe(to: BlockSubscription): AsyncGenerator<ProvenBlock>;
  function subscribe(to: PaymentSubscription): AsyncGenerator<Incoming>;
  function subscribe(to: EventSubscription): AsyncGenerator<LedgerEvent>;
  function subscribe(to: BlockSubscription | PaymentSubscription | EventSubscription) {
    // A program that is not type-checked may have left it out.
    if (!(to?.signal instanceof AbortSignal)) {
      throw new BuildError('bad_argument', 'expected "signal", which ends the subscription');
    }
    switch (to.type) {
      case 'blocks':
        return followBlocks(light, to.signal, to);
      case 'payments':
        return paymentsTo(light, to);
      case 'events':
        return followEvents(light.transport, to.signal, to);
      default:
        throw new BuildError('bad_argument', 'expected "type": blocks, payments or events');
    }
  }
  return subscribe;
}

async function* paymentsTo(light: LightClient, to: PaymentSubscription): AsyncGenerator<Incoming> {
  const name = await balanceNamed(light, to.owner, to.asset);
  yield* incomingPayments(light, name, to.signal, to);
}
