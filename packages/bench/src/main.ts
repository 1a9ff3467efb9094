/** `pnpm bench`: measures a network of validator processes on this machine. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { isSchemeName, schemeNames } from '@trellis/crypto';
import { runNetworkBench } from './ledger/network-bench.ts';
import { formatReport } from './report.ts';

const usage = `Usage: pnpm bench [options]

  --scheme NAME       ${schemeNames.join(' | ')} (default ml-dsa-65)
  --validators N      how many validator processes (default 4)
  --accounts N        accounts that pay each other (default 2000)
  --rates A,B,C       offered payments a second, one after another (default 250,500,750,1000)
  --seconds N         how long each rate lasts (default 15)
  --seed N            chooses the accounts (default 1)
  --quick             a short look: rates 100,300 for 4 s, 500 accounts
  --out FILE          write the raw figures as JSON
`;

function fail(message: string): never {
  process.stderr.write(`${message}\n\n${usage}`);
  process.exit(2);
}

function wholeNumber(text: string, name: string, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max) {
    fail(`--${name}: expected a whole number from 1 to ${max}, not "${text}"`);
  }
  return value;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        scheme: { type: 'string', default: 'ml-dsa-65' },
        validators: { type: 'string', default: '4' },
        accounts: { type: 'string' },
        rates: { type: 'string' },
        seconds: { type: 'string' },
        seed: { type: 'string', default: '1' },
        quick: { type: 'boolean', default: false },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
}

const values = readOptions();
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const { scheme, quick } = values;
if (!isSchemeName(scheme)) fail(`--scheme: there is no scheme "${scheme}"`);
const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, OpenSSL ${process.versions.openssl}`;

const report = await runNetworkBench(
  {
    scheme,
    validators: wholeNumber(values.validators, 'validators', 32),
    accounts: wholeNumber(values.accounts ?? (quick ? '500' : '2000'), 'accounts', 1_000_000),
    rates: (values.rates ?? (quick ? '100,300' : '250,500,750,1000'))
      .split(',')
      .map((rate) => wholeNumber(rate, 'rates', 1_000_000)),
    secondsPerRate: wholeNumber(values.seconds ?? (quick ? '4' : '15'), 'seconds', 86_400),
    idlePayments: quick ? 20 : 100,
    runSeed: wholeNumber(values.seed, 'seed', 2 ** 31),
  },
  availableParallelism(),
  (text) => process.stderr.write(`${text}\n`),
);
process.stdout.write(`\n${formatReport(report, machine)}\n`);
if (values.out !== undefined) {
  await writeFile(values.out, `${JSON.stringify({ machine, ...report }, null, 2)}\n`);
}
if (report.loads.some(({ result }) => result.unaccounted > 0)) process.exitCode = 1;
