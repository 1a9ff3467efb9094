/**
 * What encoding and decoding cost: `node packages/protocol/src/codec.bench.ts`. Prints the median over
 * several rounds, in microseconds a value.
 */
import { asciiBytes, type Hash, hash } from '@trellis/crypto';
import {
  type Codec,
  decode,
  encode,
  type SignedTransaction,
  signedTransactionCodec,
  transactionCodec,
} from './index.ts';

const rounds = 41;
const valuesPerRound = 2_000;

const hashOf = (text: string): Hash => hash('transaction', asciiBytes(text));

/** A payment as accounts make them: one transfer, one ML-DSA-65 signature, a key that is known. */
const payment = (sequence: number): SignedTransaction => {
  const sender = hashOf(
    `sender ${sequence % 100}`,
  ) as string as SignedTransaction['transaction']['sender'];
  const to = hashOf(`receiver ${sequence % 100}`) as string as typeof sender;
  return {
    transaction: {
      chainId: 'testnet-1a2b3c' as SignedTransaction['transaction']['chainId'],
      sender,
      sequence: BigInt(sequence),
      validUntil: 5_000n as SignedTransaction['transaction']['validUntil'],
      operations: [{ type: 'transfer', source: sender, to, asset: 'EUR' as never, amount: 1_00n }],
      memo: '',
    },
    witnesses: [
      {
        account: sender,
        keyIndex: 0,
        signature: new Uint8Array(3_309).fill(sequence),
        publicKey: null,
      },
    ],
  };
};

function median(work: () => void): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = performance.now();
    work();
    times.push(((performance.now() - before) * 1000) / valuesPerRound);
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}

function measure<T>(name: string, codec: Codec<T>, values: readonly T[]): void {
  const encodings = values.map((value) => encode(codec, value));
  let sum = 0;
  const encoding = median(() => {
    for (const value of values) sum += encode(codec, value).length;
  });
  const decoding = median(() => {
    for (const bytes of encodings) sum += decode(codec, bytes).ok ? 1 : 0;
  });
  process.stdout.write(
    `${name.padEnd(32)} ${String(encodings[0]?.length).padStart(6)} B   encode ${encoding.toFixed(2)} µs   decode ${decoding.toFixed(2)} µs\n`,
  );
  if (sum === 0) throw new Error('nothing was measured');
}

const payments = Array.from({ length: valuesPerRound }, (_, index) => payment(index + 1));
measure(
  'body of a payment',
  transactionCodec,
  payments.map(({ transaction }) => transaction),
);
measure('payment with its signature', signedTransactionCodec, payments);
