/** Shows what became of a transaction, after checking it as a light client. */
import { readFile } from 'node:fs/promises';
import { type TrustedChain, trustGenesis, verifyTransaction } from '@trellis/client';
import { createProvider } from '@trellis/crypto';
import {
  decodeJson,
  encode,
  genesisCodec,
  signedTransactionCodec,
  splitSignedTransaction,
  statusMeaning,
} from '@trellis/protocol';
import { type FinalTransaction, finalTransactionCodec } from '@trellis/protocol/http-api';
import { TransactionFailed, UsageError } from './command-error.ts';
import type { Globals } from './globals.ts';
import { dim, formatBytes, good, printFields, printJson } from './output.ts';

/** The chain that the user trusts, from the genesis file; `null` if there is none. */
export async function readTrusted({ genesis }: Globals): Promise<TrustedChain | null> {
  const text = await readFile(genesis, 'utf8').catch(() => null);
  if (text === null) return null;
  const decoded = decodeJson(genesisCodec, parse(text, genesis));
  if (decoded.ok) return trustGenesis(decoded.value);
  const { path, message } = decoded.problem;
  throw new UsageError(
    'genesis_invalid',
    `the genesis ${genesis} is invalid (${path}: ${message})`,
  );
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('genesis_invalid', `the genesis ${file} is not JSON`);
  }
}

/** What to say of proofs that could not be checked. */
export const unchecked = 'not checked: there is no trusted genesis; name one with --genesis';

/**
 * Prints a final transaction. Throws `ProofError` when its proofs don't hold, and `TransactionFailed`
 * when it was executed without success.
 */
export async function showReceipt(
  globals: Globals,
  final: FinalTransaction,
  finalityMs?: number,
): Promise<void> {
  const trusted = await readTrusted(globals);
  if (trusted !== null) {
    const provider = createProvider(globals.provider);
    await verifyTransaction(trusted, provider, final.transactionId, final);
  }
  const { receipt, signed, height, certificate } = final;
  const encoded = encode(signedTransactionCodec, signed);
  const signatureBytes = splitSignedTransaction(encoded).witnesses.length;
  if (globals.json) {
    printJson({
      ...(finalTransactionCodec.toJson(final) as object),
      ...(finalityMs === undefined ? {} : { finalityMs: Math.round(finalityMs) }),
      proofChecked: trusted !== null,
    });
  } else {
    printFields([
      ['transaction', final.transactionId],
      ['status', receipt.status === 'success' ? good('success') : receipt.status],
      ['block', `${height}, final by ${certificate?.signatures.length ?? 0} signatures`],
      ...(finalityMs === undefined
        ? []
        : ([['finality', `${finalityMs.toFixed(0)} ms after it was sent`]] as const)),
      [
        'size',
        `${formatBytes(encoded.length)}, of which ${formatBytes(signatureBytes)} are signatures`,
      ],
      ['proof', trusted === null ? dim(unchecked) : 'transaction → block → certificate checked'],
    ]);
  }
  if (receipt.status === 'success') return;
  const where =
    receipt.failedOperation === null ? '' : ` (operation ${receipt.failedOperation + 1})`;
  throw new TransactionFailed(receipt.status, `${statusMeaning[receipt.status]}${where}`);
}
