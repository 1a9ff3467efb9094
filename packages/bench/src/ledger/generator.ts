/** The load generator, in a process of its own so that what it costs is not a node's. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type {
  CalmPlan,
  GeneratorCommand,
  GeneratorJob,
  GeneratorMessage,
} from './generator-messages.ts';
import { LedgerError } from './ledger-error.ts';

type Answer<T extends GeneratorMessage['type']> = Extract<GeneratorMessage, { type: T }>;

interface GeneratorLoad {
  readonly rate: number;
  readonly height: bigint;
  readonly validity: bigint;
  readonly timeoutMs: number;
  readonly calm: CalmPlan | null;
}

export interface Generator {
  probe(count: number, validUntil: bigint): Promise<Answer<'probed'>>;
  /** Signs the first of so many payments; the rest is signed while they are sent. */
  sign(count: number, validUntil: bigint): Promise<Answer<'signed'>>;
  load(plan: GeneratorLoad): Promise<Answer<'loaded'>>;
  stop(): Promise<void>;
}

/** Starts the process and opens its accounts. Every call throws `LedgerError` when it fails or ends. */
export async function startGenerator(job: GeneratorJob): Promise<Generator> {
  const child = fork(fileURLToPath(new URL('./generator-process.ts', import.meta.url)));
  const ended = once(child, 'exit');

  async function ask<T extends GeneratorMessage['type']>(
    command: GeneratorCommand,
    type: T,
  ): Promise<Answer<T>> {
    const answered = new Promise<GeneratorMessage>((resolve) => child.once('message', resolve));
    child.send(command);
    const gone = ended.then(
      ([code]): GeneratorMessage => ({ type: 'failed', message: `exit ${code}` }),
    );
    const message = await Promise.race([answered, gone]);
    if (message.type === type) return message as Answer<T>;
    const why = message.type === 'failed' ? message.message : `unexpected ${message.type}`;
    throw new LedgerError('generator_died', `the load generator failed: ${why}`);
  }

  const generator: Generator = {
    probe: (count, validUntil) =>
      ask({ type: 'probe', count, validUntil: `${validUntil}` }, 'probed'),
    sign: (count, validUntil) =>
      ask({ type: 'sign', count, validUntil: `${validUntil}` }, 'signed'),
    load: ({ rate, height, validity, timeoutMs, calm }) =>
      ask(
        { type: 'load', rate, height: `${height}`, validity: `${validity}`, timeoutMs, calm },
        'loaded',
      ),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await ended;
    },
  };
  try {
    await ask({ type: 'open', job }, 'opened');
    return generator;
  } catch (error) {
    await generator.stop();
    throw error;
  }
}
