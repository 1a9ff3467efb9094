/** A network that loses, delays, reorders, repeats and cuts, as the faults in force say. */
import type { ValidatorSet } from '@trellis/protocol';
import type { Random } from '../random.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Trace } from '../trace.ts';
import { isMuffled, isStarved } from './blind-spots.ts';
import { type Cut, choosePartition, type Faults } from './faults.ts';
import { describeMessage, type Message } from './message.ts';

export interface Network {
  send(from: number, to: number, message: Message): void;
  /** Cuts the network at random from now on, for random times, until `heal`. */
  startPartitions(): void;
  /** Ends every cut. */
  heal(): void;
}

export function createNetwork(options: {
  readonly count: number;
  readonly validators: ValidatorSet;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly faults: () => Faults;
  readonly deliver: (from: number, to: number, message: Message) => void;
  /** Whether a message is lost whatever the faults are. */
  readonly isBlocked?: (from: number, to: number, message: Message) => boolean;
}): Network {
  const { count, validators, random, scheduler, trace, faults, deliver } = options;
  const isBlocked = options.isBlocked ?? (() => false);
  const salt = random.below(2 ** 32);
  let cut: Cut = new Set();
  let isHealed = false;

  function carry(from: number, to: number, message: Message): void {
    const { delayMaxMs, straggling } = faults();
    const delayMs = random.between(1, delayMaxMs) * (random.chance(straggling) ? 10 : 1);
    scheduler.after(delayMs, () => deliver(from, to, message));
  }

  function partition(): void {
    if (isHealed) return;
    setCut(random.chance(0.5) ? choosePartition(random, count) : new Set());
    const lasts = random.between(10, faults().partitionMaxMs);
    scheduler.after(lasts, partition);
    const { flapMs } = faults();
    if (flapMs > 0 && cut.size > 0) flap(cut, scheduler.now() + lasts, flapMs);
  }

  /** Lets the cut come and go until then. */
  function flap(flapping: Cut, until: number, intervalMs: number): void {
    scheduler.after(intervalMs, () => {
      if (isHealed || scheduler.now() >= until) return;
      setCut(cut.size > 0 ? new Set() : flapping);
      flap(flapping, until, intervalMs);
    });
  }

  function setCut(next: Cut): void {
    cut = next;
    if (!trace.enabled) return;
    const links = [...cut].map((pair) => `${Math.floor(pair / count)}>${pair % count}`);
    const detail = links.length === 0 ? 'none' : links.join(' ');
    trace.add({ atMs: scheduler.now(), node: -1, event: 'cut', detail });
  }

  return {
    send(from, to, message) {
      const { loss, duplication } = faults();
      const isLost =
        cut.has(from * count + to) ||
        random.chance(loss) ||
        random.chance(lossOfKind(faults(), message)) ||
        isStarved({ from, to }, message, faults().starvation, salt) ||
        isMuffled({ from, to, validators }, message, faults().muffling, salt) ||
        isBlocked(from, to, message);
      if (trace.enabled) {
        const detail = `to n${to} ${describeMessage(message)}`;
        trace.add({ atMs: scheduler.now(), node: from, event: isLost ? 'lost' : 'send', detail });
      }
      if (isLost) return;
      carry(from, to, message);
      if (random.chance(duplication)) carry(from, to, message);
    },
    startPartitions: partition,
    heal() {
      isHealed = true;
      setCut(new Set());
    },
  };
}

function lossOfKind(faults: Faults, message: Message): number {
  switch (message.kind) {
    case 'proposal':
      return faults.proposalLoss;
    case 'vote':
      return message.vote.type === 'prevote' ? faults.prevoteLoss : faults.precommitLoss;
    case 'roundState':
    case 'decided':
      return faults.repairLoss;
    default:
      return 0;
  }
}
