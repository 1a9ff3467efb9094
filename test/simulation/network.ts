/** A network that loses, delays, reorders, repeats and cuts, as the faults in force say. */
import { type Cut, choosePartition, type Faults } from './faults.ts';
import { describeMessage, type Message } from './message.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

export interface Network {
  send(from: number, to: number, message: Message): void;
  /** Cuts the network at random from now on, for random times, until `heal`. */
  startPartitions(): void;
  /** Ends every cut. */
  heal(): void;
}

export function createNetwork(options: {
  readonly count: number;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly faults: () => Faults;
  readonly deliver: (from: number, to: number, message: Message) => void;
}): Network {
  const { count, random, scheduler, trace, faults, deliver } = options;
  let cut: Cut = new Set();
  let isHealed = false;

  function carry(from: number, to: number, message: Message): void {
    const { delayMaxMs, straggling } = faults();
    const delayMs = random.between(1, delayMaxMs) * (random.chance(straggling) ? 10 : 1);
    scheduler.after(delayMs, () => deliver(from, to, message));
  }

  function partition(): void {
    if (isHealed) return;
    cut = random.chance(0.5) ? choosePartition(random, count) : new Set();
    if (trace.enabled) {
      const links = [...cut].map((pair) => `${Math.floor(pair / count)}>${pair % count}`);
      const detail = links.length === 0 ? 'none' : links.join(' ');
      trace.add({ atMs: scheduler.now(), node: -1, event: 'cut', detail });
    }
    scheduler.after(random.between(10, faults().partitionMaxMs), partition);
  }

  return {
    send(from, to, message) {
      const { loss, duplication } = faults();
      const isLost =
        cut.has(from * count + to) ||
        random.chance(loss) ||
        random.chance(lossOfKind(faults(), message));
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
      cut = new Set();
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
