import { loseAndRecover } from '../recover-chain.ts';
import { lostOf, type Run, withNetwork } from './soak.ts';

type Recovered = Awaited<ReturnType<typeof loseAndRecover>>;

function areEqual([first, ...others]: Recovered['audits']): boolean {
  return others.every(
    (one) =>
      one.height === first?.height &&
      one.transactions === first.transactions &&
      one.stateEntries === first.stateEntries,
  );
}

export const recoveries: Run<number> = async (times, { say }) => {
  let areRight = true;
  for (let time = 0; time < times; time++) {
    for (const [count, validators] of lostOf) {
      const isRight = await withNetwork(
        async (network) => {
          const names = network.manifest.nodes.map(({ name }) => name);
          const { recovery, chains, twice, audits, paidBefore, paidAfter } = await loseAndRecover(
            network,
            {
              count,
              loadMs: 3_000 + 100 * time,
              // Those that were lost are among the new validators every second time: they have kept their keys.
              validators: time % 2 === 0 ? null : names,
            },
          );
          const { head, round } = recovery.plan;
          say(
            `${count} of ${validators} disks lost, continued from block ${head.height}` +
              `${round === null ? '' : `, precommitted in round ${round}`} to ${audits[0]?.height}: ${chains.forks.length} forks, ` +
              `${chains.lost.length} of ${paidBefore} + ${paidAfter} final payments lost, ${twice.length} transactions twice, ` +
              `audits ${areEqual(audits) ? 'equal' : 'DIFFERENT'}`,
          );
          return chains.forks.length + chains.lost.length + twice.length === 0 && areEqual(audits);
        },
        { validators, scheme: 'ml-dsa-44', logLevel: 'warn' },
      );
      areRight &&= isRight;
    }
  }
  return areRight;
};
