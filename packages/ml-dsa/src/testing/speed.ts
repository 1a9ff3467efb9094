/**
 * What a verification takes, as a part of what OpenSSL takes for the same signature in the same run:
 * `pnpm ml-dsa-speed [--seconds 4]`. All are timed in turns, so that whatever else the machine does meets each alike.
 */
import { createPublicKey, generateKeyPairSync, sign, verify as verifyByOpenSsl } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type ParameterSetName, parameterSetNames } from '../parameter-set.ts';
import { createVerifier } from '../verifier.ts';
import { isValidByNoble, openKeyPair } from './others.ts';
import { createRandom, randomBytes } from './random.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '4' } } });

const random = createRandom(9);
const bytes = (length: number): Uint8Array => randomBytes(random, length);
const message = bytes(200);
const context = Uint8Array.from('trellis/v1/tx', (letter) => letter.charCodeAt(0));
const signaturesPerKey = 16;

/** Keys that come around again only when others have taken their slots, and as many as a large ledger keeps. */
const unknownKeys = 96;
const slots = 64;
const manyKeys = 4_096;

interface Contender {
  readonly name: string;
  /** Verifications that are timed together. */
  readonly batch: number;
  verify(count: number): boolean;
  readonly micros: number[];
}

const contender = (name: string, batch: number, verify: (count: number) => boolean): Contender => ({
  name,
  batch,
  verify,
  micros: [],
});

function contendersOf(name: ParameterSetName): readonly Contender[] {
  const pairs = Array.from({ length: unknownKeys }, () => openKeyPair(name, bytes(32)));
  const signed = pairs.map((pair) => ({
    publicKey: pair.publicKey,
    signature: pair.sign(message, context),
  }));
  const [pair] = pairs;
  if (pair === undefined) throw new Error('there are keys');
  const { publicKey } = pair;
  const signatures = Array.from({ length: signaturesPerKey }, () => pair.sign(message, context));
  const signatureAt = (count: number): Uint8Array =>
    signatures[count % signaturesPerKey] ?? new Uint8Array();
  const known = createVerifier({ keys: slots });
  const handle = known.register(publicKey);
  const unknown = createVerifier({ keys: slots });
  let next = 0;
  const many = createVerifier({ keys: manyKeys });
  // All but the last of these keys have no private key: their signatures are as much work, and not valid.
  const manyHandles = Array.from({ length: manyKeys }, () =>
    many.register(bytes(publicKey.length)),
  );
  const key = createPublicKey({ key: publicKey, format: 'raw-public', asymmetricKeyType: name });
  return [
    contender('OpenSSL', 2, (count) =>
      verifyByOpenSsl(null, message, { key, context }, signatureAt(count)),
    ),
    contender('key known, by handle', 16, (count) =>
      known.verify(handle, message, signatureAt(count), context),
    ),
    contender('key known, by its bytes', 16, (count) =>
      known.verify(publicKey, message, signatureAt(count), context),
    ),
    contender(`one of ${manyKeys} keys known`, 16, () => {
      const any = manyHandles[random(manyKeys)] ?? handle;
      return !many.verify(any, message, signatureAt(0), context);
    }),
    contender('key not known', 4, () => {
      const one = signed[next % unknownKeys];
      next += 1;
      if (one === undefined) return false;
      return unknown.verify(one.publicKey, message, one.signature, context);
    }),
    contender('noble', 1, (count) =>
      isValidByNoble({ name, publicKey, message, context, signature: signatureAt(count) }),
    ),
  ];
}

/** Ed25519 of OpenSSL, for scale. */
function ed25519(): Contender {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const signature = sign(null, message, privateKey);
  return contender('Ed25519 of OpenSSL', 4, () =>
    verifyByOpenSsl(null, message, publicKey, signature),
  );
}

function time({ name, batch, verify, micros }: Contender, turn: number): void {
  const start = process.hrtime.bigint();
  for (let count = 0; count < batch; count += 1) {
    if (!verify(turn * batch + count)) throw new Error(`${name} is wrong`);
  }
  micros.push(Number(process.hrtime.bigint() - start) / batch / 1_000);
}

const quantile = (numbers: readonly number[], part: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(part * numbers.length)] ?? 0;

function report(set: ParameterSetName, contenders: readonly Contender[]): void {
  const [openSsl] = contenders;
  if (openSsl === undefined) throw new Error('OpenSSL is one of them');
  const print = (...columns: readonly string[]): void => {
    const [first = '', ...others] = columns;
    process.stdout.write(
      `${first.padEnd(30)}${others.map((text) => text.padStart(12)).join('')}\n`,
    );
  };
  process.stdout.write(`\n${set}, ${message.length} bytes\n`);
  print('', 'least µs', 'median µs', '/ OpenSSL', 'of medians');
  for (const { name, micros } of contenders) {
    const [least, median] = [quantile(micros, 0), quantile(micros, 0.5)];
    print(
      name,
      least.toFixed(1),
      median.toFixed(1),
      (least / quantile(openSsl.micros, 0)).toFixed(3),
      (median / quantile(openSsl.micros, 0.5)).toFixed(3),
    );
  }
}

for (const set of parameterSetNames) {
  const contenders = [...contendersOf(set), ed25519()];
  // Until all code is compiled as well as it will be.
  for (let turn = 0; turn < 60; turn += 1) for (const each of contenders) time(each, turn);
  for (const { micros } of contenders) micros.length = 0;
  const end = performance.now() + Number(values.seconds) * 1_000;
  for (let turn = 0; performance.now() < end; turn += 1) {
    for (const each of contenders) time(each, turn);
  }
  report(set, contenders);
}
