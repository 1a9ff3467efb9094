/** `node packages/bench/src/channel/main.ts [--quick] [--rounds N]`: our channel beside libp2p's Noise. */
import { parseArgs } from 'node:util';
import {
  channelText,
  defaultChannelOptions,
  quickChannelOptions,
  runChannelBench,
} from './index.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
});
const options = values.quick ? quickChannelOptions : defaultChannelOptions;
const rounds = values.rounds === undefined ? options.rounds : Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  process.stderr.write(`--rounds: expected a whole number from 1 on, not "${values.rounds}"\n`);
  process.exit(2);
}
const { result } = await runChannelBench({ ...options, rounds }, (share, what) =>
  process.stderr.write(`${Math.round(share * 100)} %: ${what}\n`),
);
process.stdout.write(`${channelText(result)}\n`);
