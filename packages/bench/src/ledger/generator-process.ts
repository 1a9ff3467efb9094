/** The load generator's process: opens its accounts, then signs and sends what it is told. */
import { createProvider } from '@trellis/crypto';
import { toHeight } from '@trellis/protocol';
import { benchAccounts } from './accounts.ts';
import {
  type GeneratorCommand,
  type GeneratorJob,
  type GeneratorMessage,
  probeAccounts,
  type Recovery,
} from './generator-messages.ts';
import { runOpenLoop } from './open-loop.ts';
import { createPaymentSource, signedAheadMax } from './payment-source.ts';
import { type PaymentPlan, type SignedPayment, signPayments, type Turns } from './payments.ts';
import { probeAll, probeUntilCalm } from './probes.ts';

/** Enough probes for a minute of recovery. */
const recoveryProbesMax = 300;

/** Longer than any measurement: no hold ends but by being paid out. */
const holdMs = 24 * 60 * 60 * 1_000;

/** The first payments of a load, and how many it has in all. */
interface Signed {
  readonly payments: readonly SignedPayment[];
  readonly count: number;
}

function planOf(
  { workload, chainId, payloadBytes }: GeneratorJob,
  accounts: PaymentPlan['accounts'],
  validUntil: string,
): PaymentPlan {
  return {
    workload,
    holdsEndAt: BigInt(Math.ceil(Date.now() / 1_000) * 1_000 + holdMs),
    chainId,
    accounts,
    memo: 'm'.repeat(payloadBytes),
    validUntil: toHeight(BigInt(validUntil)),
  };
}

/** Those who stay, from the first of them on. */
function withoutPayers(turns: Turns, broken: readonly number[]): Turns {
  const gone = new Set(broken);
  return { ...turns, payers: turns.payers.filter((payer) => !gone.has(payer)), next: 0 };
}

function createGenerator(job: GeneratorJob) {
  const accounts = benchAccounts(
    job.scheme,
    probeAccounts + job.accounts,
    job.seed,
    createProvider('native'),
  );
  const used: number[] = [];
  const holds: Turns['holds'] = new Map();
  const positions = Array.from(accounts.keys());
  const probes: Turns = { used, payers: positions.slice(0, probeAccounts), next: 0, holds };
  let loads: Turns = { used, payers: positions.slice(probeAccounts), next: 0, holds };
  let signed: Signed = { payments: [], count: 0 };

  const plan = (validUntil: string, workload = job.workload): PaymentPlan =>
    planOf({ ...job, workload }, accounts, validUntil);

  return {
    async probe(count: number, validUntil: string): Promise<readonly number[]> {
      return probeAll(job.urls, await signPayments(plan(validUntil, 'transfers'), probes, count));
    },
    async sign(count: number, validUntil: string): Promise<{ seconds: number; bytes: number }> {
      const before = performance.now();
      const ahead = Math.min(count, signedAheadMax);
      signed = { payments: await signPayments(plan(validUntil), loads, ahead), count };
      const bytes = signed.payments[0]?.encoded.length ?? 0;
      return { seconds: (performance.now() - before) / 1000, bytes };
    },
    async load(command: Extract<GeneratorCommand, { type: 'load' }>): Promise<GeneratorMessage> {
      const { rate, height, validity, timeoutMs, calm } = command;
      const payments = createPaymentSource({
        count: signed.count,
        signed: signed.payments,
        validity: BigInt(validity),
        sign: (count, until) => signPayments(plan(`${until}`), loads, count),
      });
      signed = { payments: [], count: 0 };
      const after =
        calm === null
          ? []
          : await signPayments(plan(calm.validUntil, 'transfers'), probes, recoveryProbesMax);
      const cpu = process.cpuUsage();
      let recovering: Promise<Recovery> | null = null;
      const result = await runOpenLoop({
        urls: job.urls,
        payments,
        rate,
        height: toHeight(BigInt(height)),
        timeoutMs,
        onAllSent() {
          if (calm === null) return;
          recovering = probeUntilCalm(job.urls, after, calm.calmMs);
          // Awaited below, once the load is over; until then a failure must not end the process.
          recovering.catch(() => undefined);
        },
      });
      const { user, system } = process.cpuUsage(cpu);
      loads = withoutPayers(loads, result.brokenPayers);
      return {
        type: 'loaded',
        result,
        recovery: await recovering,
        cpuSeconds: (user + system) / 1e6,
      };
    },
  };
}

let generator: ReturnType<typeof createGenerator> | undefined;

async function answer(command: GeneratorCommand): Promise<GeneratorMessage> {
  if (command.type === 'open') {
    generator = createGenerator(command.job);
    return { type: 'opened' };
  }
  if (generator === undefined) throw new Error('told to begin before there is a job');
  switch (command.type) {
    case 'probe':
      return { type: 'probed', timesMs: await generator.probe(command.count, command.validUntil) };
    case 'sign': {
      const { seconds, bytes } = await generator.sign(command.count, command.validUntil);
      return { type: 'signed', seconds, paymentBytes: bytes };
    }
    case 'load':
      return generator.load(command);
  }
}

process.on('message', (command: GeneratorCommand) => {
  answer(command)
    .catch((error: unknown): GeneratorMessage => {
      const cause = error instanceof Error && error.cause !== undefined ? `: ${error.cause}` : '';
      return {
        type: 'failed',
        message: `${error instanceof Error ? error.message : error}${cause}`,
      };
    })
    .then((message) => process.send?.(message))
    // Whoever asked is gone.
    .catch(() => process.exit(1));
});
// Whoever started this is gone: nobody waits for an answer.
process.on('disconnect', () => process.exit(0));
