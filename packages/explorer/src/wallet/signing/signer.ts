/** Asks the signing worker: one worker for each request, which is ended with its answer. */
import type { SealedContent } from '@trellis/protocol';
import type { SigningReply, SigningRequest } from './messages.ts';

/** Why the worker did not do it; the code is that of the SDK, such as `wrong_password`. */
export class SigningError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws `SigningError`. */
async function ask(request: SigningRequest): Promise<SigningReply> {
  const worker = new Worker(new URL('./signing-worker.ts', import.meta.url), { type: 'module' });
  try {
    const reply = await new Promise<SigningReply>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<SigningReply>) => resolve(data));
      worker.addEventListener('error', () => {
        reject(new SigningError('signing_failed', 'the worker that signs does not run'));
      });
      worker.postMessage(request);
    });
    if (reply.type === 'failed') throw new SigningError(reply.code, reply.message);
    return reply;
  } finally {
    worker.terminate();
  }
}

/** The text of an encrypted key file. Throws `SigningError`. */
export async function sealKey(
  request: Omit<Extract<SigningRequest, { type: 'seal' }>, 'type'>,
): Promise<string> {
  const reply = await ask({ type: 'seal', ...request });
  if (reply.type !== 'sealed') throw new SigningError('signing_failed', 'no key came back');
  return reply.keyFile;
}

/** The signature of a transaction or of what is stated about a consent. Throws `SigningError`. */
export async function signBytes(
  request: Omit<Extract<SigningRequest, { type: 'sign' }>, 'type'>,
): Promise<Uint8Array> {
  const reply = await ask({ type: 'sign', ...request });
  if (reply.type !== 'signed') throw new SigningError('signing_failed', 'no signature came back');
  return reply.signature;
}

/** The public key for which others seal messages. Throws `SigningError`. */
export async function askReaderKey(
  request: Omit<Extract<SigningRequest, { type: 'reader' }>, 'type'>,
): Promise<Uint8Array> {
  const reply = await ask({ type: 'reader', ...request });
  if (reply.type !== 'reader') throw new SigningError('signing_failed', 'no key came back');
  return reply.publicKey;
}

/** What a sealed message says. Throws `SigningError`. */
export async function openBytes(
  request: Omit<Extract<SigningRequest, { type: 'open' }>, 'type'>,
): Promise<SealedContent> {
  const reply = await ask({ type: 'open', ...request });
  if (reply.type !== 'opened') throw new SigningError('signing_failed', 'no message came back');
  return reply.content;
}
