/**
 * A key of payments in a process of its own: whoever pays asks it over a line, as nodes ask the signer of a validator. The limits
 * are with the key, so that they hold whatever becomes of the program that pays.
 */
import { CryptoError, type SigningKey } from '@trellis/crypto';
import { inBackground, type Logger } from '@trellis/engine';
import {
  byteList,
  container,
  decode,
  encode,
  limits,
  type PaymentRefusalCode,
  PaymentRefused,
  publicKeyCodec,
  schemeCodec,
  signatureCodec,
  tag,
  text,
  uint32,
  union,
} from '@trellis/protocol';
import type { Line, LineHandlers } from '../line.ts';

const refusals = {
  not_a_transaction: 0,
  other_account: 1,
  not_a_payment: 2,
  payee_not_allowed: 3,
  asset_not_allowed: 4,
  over_payment_limit: 5,
  over_day_limit: 6,
} as const satisfies Record<PaymentRefusalCode, number>;

const askedCodec = container({
  id: uint32,
  question: union({
    /** Whose key it is. */
    key: [1, container({})],
    /** A transaction's message (docs/protocol.md#signing). */
    sign: [2, container({ message: byteList(2 * limits.transactionBytesMax) })],
  }),
});

const answeredCodec = container({
  id: uint32,
  answer: union({
    key: [1, container({ scheme: schemeCodec, publicKey: publicKeyCodec })],
    signed: [2, container({ signature: signatureCodec })],
    refused: [3, container({ code: tag(refusals), words: text(256, 'words', isPlain) })],
    /** The signer can't sign at all, such as for a full disk; its log says why. */
    failed: [4, container({})],
  }),
});

function isPlain(value: string): value is string {
  return /^[\x20-\x7e]*$/.test(value);
}

type Answer = ReturnType<typeof answerOf>;
const answerOf = (answer: Parameters<typeof answeredCodec.toJson>[0]['answer']) => answer;

/** Questions of one line that wait for an answer. */
const waitingMax = 64;

/** The signer's end. */
export function servePayments(line: Line, key: SigningKey, logger: Logger): LineHandlers {
  let waiting = 0;
  let isOpen = true;
  return {
    onMessage(bytes) {
      const asked = decode(askedCodec, bytes);
      if (!asked.ok || waiting >= waitingMax) return line.close();
      const { id, question } = asked.value;
      waiting += 1;
      const answering = question.type === 'key' ? keyAnswer(key) : signed(key, question, logger);
      inBackground(
        answering.then((answer) => {
          waiting -= 1;
          if (isOpen) line.send(encode(answeredCodec, { id, answer }));
        }),
        (error) => logger.error({ error }, 'a question could not be answered'),
      );
    },
    onClose() {
      isOpen = false;
    },
  };
}

async function keyAnswer({ scheme, publicKey }: SigningKey): Promise<Answer> {
  return { type: 'key', scheme, publicKey };
}

async function signed(
  key: SigningKey,
  { message }: { readonly message: Uint8Array },
  logger: Logger,
): Promise<Answer> {
  try {
    return { type: 'signed', signature: await key.sign('tx', message) };
  } catch (error) {
    if (error instanceof PaymentRefused) {
      logger.warn({ code: error.code, detail: error.message }, 'refused to sign');
      return { type: 'refused', code: error.code, words: error.message.slice(0, 256) };
    }
    logger.error({ error }, 'could not sign');
    return { type: 'failed' };
  }
}

/**
 * The end of whoever pays: a key as everything takes it. `sign` throws `PaymentRefused`, or `CryptoError` `signature_fault` where
 * the signer does not answer. Rejects when it does not say whose key it has within `timeoutMs`.
 */
export async function dialPaymentKey(
  dial: (handlers: LineHandlers) => Promise<Line>,
  timeoutMs = 10_000,
): Promise<SigningKey & { close(): void }> {
  const waiting = new Map<number, (answer: Answer | null) => void>();
  const endAll = (): void => {
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
  };
  const line = await dial({
    onMessage(bytes) {
      const answered = decode(answeredCodec, bytes);
      if (!answered.ok) return line.close();
      waiting.get(answered.value.id)?.(answered.value.answer);
      waiting.delete(answered.value.id);
    },
    onClose: endAll,
  });
  let nextId = 0;
  async function ask(question: Parameters<typeof askedCodec.toJson>[0]['question']) {
    const id = nextId++;
    const { promise, resolve } = Promise.withResolvers<Answer | null>();
    waiting.set(id, resolve);
    const timer = setTimeout(() => {
      waiting.delete(id);
      resolve(null);
    }, timeoutMs);
    line.send(encode(askedCodec, { id, question }));
    const answer = await promise;
    clearTimeout(timer);
    return answer;
  }
  const answer = await ask({ type: 'key' });
  if (answer?.type !== 'key') {
    line.close();
    throw noAnswer();
  }
  const { scheme, publicKey } = answer;
  return {
    scheme,
    publicKey,
    async sign(purpose, message) {
      if (purpose !== 'tx') throw new PaymentRefused('not_a_transaction', `it signs no ${purpose}`);
      const its = await ask({ type: 'sign', message });
      if (its?.type === 'signed') return its.signature;
      if (its?.type === 'refused') throw new PaymentRefused(its.code, its.words);
      throw noAnswer();
    },
    close: () => line.close(),
  };
}

function noAnswer(): CryptoError {
  return new CryptoError(
    'signature_fault',
    'the signer of payments does not answer, or can’t sign',
  );
}
