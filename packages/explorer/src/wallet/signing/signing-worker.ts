/**
 * The only place where a secret key is in the open, for one request. It is served under a policy that lets it reach
 * nobody (`signerPolicy`), and is ended after its answer, which frees its memory.
 */

import { openSealed } from '@trellis/client/sealed-payment';
import {
  createProvider,
  decryptKeyFile,
  encryptKeyFile,
  importPrivatePem,
  type SchemeName,
} from '@trellis/crypto';
import { parsePhrase, phraseSeed } from '@trellis/crypto/phrase';
import { type OpeningKey, openingKeyOf } from '@trellis/crypto/sealing';
import type { KeySource, SigningReply, SigningRequest } from './messages.ts';
import { signedPartOf } from './signed-part.ts';

interface Secret {
  readonly scheme: SchemeName;
  readonly seed: Uint8Array;
}

async function openSource(source: KeySource): Promise<Secret> {
  switch (source.type) {
    case 'phrase': {
      const { scheme } = source;
      return { scheme, seed: await phraseSeed(parsePhrase(source.phrase), { scheme }) };
    }
    case 'pem':
      return importPrivatePem(source.text);
    case 'keyFile':
      return decryptKeyFile(source.text, source.password);
  }
}

/** The key that opens what is sealed: another than the one that signs, which it follows from. */
async function openReader({
  keyFile,
  password,
}: {
  readonly keyFile: string;
  readonly password: string;
}): Promise<OpeningKey> {
  const { seed } = await decryptKeyFile(keyFile, password);
  try {
    return await openingKeyOf(seed);
  } finally {
    seed.fill(0);
  }
}

async function answer(request: SigningRequest): Promise<SigningReply> {
  switch (request.type) {
    case 'seal': {
      const { scheme, seed } = await openSource(request.source);
      try {
        return {
          type: 'sealed',
          keyFile: await encryptKeyFile({ scheme, seed, ...request.sealing }),
        };
      } finally {
        seed.fill(0);
      }
    }
    case 'reader': {
      const { publicKey } = await openReader(request);
      return { type: 'reader', publicKey };
    }
    case 'open': {
      const { chainId, payment, account } = request.message;
      const key = await openReader(request);
      return { type: 'opened', content: await openSealed(chainId, payment, { account, key }) };
    }
    case 'sign': {
      const meant = signedPartOf(request.signable);
      if (!meant.ok) return { type: 'failed', code: meant.code, message: meant.problem };
      const { scheme, seed } = await decryptKeyFile(request.keyFile, request.password);
      try {
        // WebAssembly is forbidden here: noble checks the fresh signature.
        const key = createProvider('portable', { expandedKeys: 0 }).openKey(scheme, seed);
        return { type: 'signed', signature: await key.sign(meant.purpose, meant.message) };
      } finally {
        seed.fill(0);
      }
    }
  }
}

/** What went wrong, without what it was about. */
function failureOf(error: unknown): SigningReply {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string'
      ? error.code
      : 'signing_failed';
  return { type: 'failed', code, message: error instanceof Error ? error.message : String(error) };
}

addEventListener('message', ({ data }: MessageEvent<SigningRequest>) => {
  answer(data)
    .catch(failureOf)
    .then((reply) => postMessage(reply))
    .catch(reportError);
});
