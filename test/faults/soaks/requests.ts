import { tryRequests } from '../requests/request-trial.ts';
import { type Run, withNetwork } from './soak.ts';

export const requests: Run<true> = (_isWanted, { seed, say }) =>
  withNetwork(async (network) => {
    const trial = await tryRequests(network, {
      seed,
      bytes: 15_000_000,
      share: 1,
      quietMs: 1_000,
      isBrief: false,
      onHeld: ({ name, heldMs, tries, undisturbedMs }) =>
        say(
          `${name}: ${heldMs.toFixed(0)} ms${tries > 1 ? `, the best of ${tries}` : ''} ` +
            `(${undisturbedMs.toFixed(0)} ms while nothing was done)`,
        ),
    });
    say(`event loop held while nothing was done: ${trial.undisturbedMs.toFixed(0)} ms at most`);
    const { perSecond, blocks } = trial.payments;
    say(
      `${trial.answers} answers, ${trial.wrong.length} wrong; ${perSecond.toFixed(0)} payments/s, ${blocks} blocks; ` +
        `memory at the end ${trial.memoryTimes.toFixed(1)} times that of the beginning`,
    );
    for (const what of trial.wrong) say(`wrong: ${what}`);
    for (const { name } of trial.tooLong) say(`held for more than three times as long: ${name}`);
    return trial.wrong.length + trial.tooLong.length === 0;
  });
