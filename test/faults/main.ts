/** `pnpm soak`: what takes too long for `pnpm test`, on real processes. Prints what it measures. */
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { removeLeftTestnets } from '@trellis/testnet';
import { say, script, wholeNumber } from '../script.ts';
import { backups } from './soaks/backups.ts';
import { damages } from './soaks/damages.ts';
import { endedCommands } from './soaks/ended-commands.ts';
import { gateway } from './soaks/gateway.ts';
import { hours } from './soaks/hours.ts';
import { kills } from './soaks/kills.ts';
import { liveness } from './soaks/liveness.ts';
import { lostDisks } from './soaks/lost-disks.ts';
import { oldCopies } from './soaks/old-copies.ts';
import { pages } from './soaks/pages.ts';
import { payer } from './soaks/payer.ts';
import { powerCuts } from './soaks/power-cuts.ts';
import { recoveries } from './soaks/recoveries.ts';
import { requests } from './soaks/requests.ts';
import { signers } from './soaks/signers.ts';
import type { Run, SoakOptions } from './soaks/soak.ts';

const soak = script('soak', 'Does what is asked for to networks of real processes, and measures.')
  .option('--kills <n>', 'kill so many nodes under load', wholeNumber)
  .option('--power-cuts <n>', 'take away what so many nodes had not synced', wholeNumber)
  .option('--payer-kills <n>', 'kill a script that pays fifty times, or its node', wholeNumber)
  .option('--gateway <n>', 'kill a gateway that pays a file, its node, or its disk', wholeNumber)
  .option('--instructions <n>', 'of the file of --gateway', wholeNumber, 10_000)
  .option('--damage', 'damage each file of a stopped node in each way, in an order of the seed')
  .option('--trials <n>', 'of --damage', wholeNumber, 210)
  .option('--lost-disks <n>', 'lose 2 of 4 disks and 3 of 7, and ask what is final', wholeNumber)
  .option('--recover <n>', 'lose as many, recover the chain, and continue', wholeNumber)
  .option('--old-copies <n>', 'put back the data of validators from copies of any age', wholeNumber)
  .option('--backups <n>', 'restore validators from backups of any age', wholeNumber)
  .option('--signer <n>', 'faults of a validator whose key is with a signer', wholeNumber)
  .option('--browser <n>', 'random sequences of what can happen to an open page', wholeNumber)
  .option('--requests', 'send hostile bodies, queries and frames to one node')
  .option('--ended <text>', 'end each long command with this in its name, at three moments')
  .option('--liveness', 'measure what a dead validator costs, and a halted network')
  .option('--turns <n>', 'of --liveness', wholeNumber, 5)
  .option('--hours <n>', 'run so long under load, with all that operators do, and faults', hoursOf)
  .option('--rate <n>', 'payments a second of --hours', wholeNumber, 200)
  .addOption(
    new Option('--only <kind>', 'pieces of --hours of one kind').choices(['steady', 'faults']),
  )
  .option('--seed <n>', 'what is drawn at random follows from it', wholeNumber, 1)
  .option('--from <place>', 'where to begin in what the seed draws', wholeNumber, 0)
  .parse();
const wanted = soak.opts();
const options: SoakOptions = { ...wanted, only: wanted.only, say };

/** One after another, in this order. */
const runs: readonly ((() => Promise<boolean>) | undefined)[] = [
  asked(wanted.kills, kills),
  asked(wanted.powerCuts, powerCuts),
  asked(wanted.payerKills, payer),
  asked(wanted.gateway, gateway),
  asked(wanted.damage, damages),
  asked(wanted.lostDisks, lostDisks),
  asked(wanted.recover, recoveries),
  asked(wanted.oldCopies, oldCopies),
  asked(wanted.browser, pages),
  asked(wanted.backups, backups),
  asked(wanted.signer, signers),
  asked(wanted.hours, hours),
  asked(wanted.requests, requests),
  asked(wanted.ended, endedCommands),
  asked(wanted.liveness, liveness),
];
const chosen = runs.filter((run) => run !== undefined);
if (chosen.length === 0) soak.error('error: nothing was asked for');
await removeLeftTestnets(say);
for (const run of chosen) if (!(await run())) process.exitCode = 1;

function asked<Value>(value: Value | undefined, run: Run<Value>) {
  return value === undefined ? undefined : () => run(value, options);
}

function hoursOf(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1_000) return value;
  throw new InvalidArgumentError('Expected hours, such as 4 or 0.5.');
}
