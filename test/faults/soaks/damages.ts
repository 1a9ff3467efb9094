import { runTrials } from '../damage-trial.ts';
import { type Run, withNetwork } from './soak.ts';

export const damages: Run<true> = (_isWanted, { trials: count, seed, from, say }) =>
  withNetwork(async (network) => {
    const started = performance.now();
    const { trials, next, payments, chains, signing } = await runTrials(network, {
      trials: count,
      seed,
      from,
      victim: network.manifest.nodes.length - 1,
      onTrial: ({ file, damage: how, outcome, words, seconds }, done, place) =>
        say(
          `${done}/${count} at ${place}: ${file}, ${how}: ${outcome} in ${seconds.toFixed(1)} s (${words})`,
        ),
    });
    say(`${count} trials in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
    const outcomes = Map.groupBy(trials, ({ outcome }) => outcome);
    for (const [outcome, some] of outcomes) say(`${some.length} ${outcome}`);
    say(
      `${chains.forks.length} forks up to height ${chains.height}, ${chains.lost.length} of ${payments} ` +
        `payments lost, ${signing.conflicts.length} positions signed twice; seed ${seed}, continue with --from ${next}`,
    );
    const bad = [chains.forks, chains.lost, signing.conflicts].flat().length;
    return bad === 0 && !outcomes.has('not allowed');
  });
