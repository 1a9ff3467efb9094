/**
 * Measures what it costs to seal the transfers of the sample files: `node test/bank-files/sealing/main.ts`. Bytes of each
 * transfer as XML, as the document it is sealed in, and of the whole operation for one reader; and milliseconds.
 */
import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { openSealed, paySealed } from '@trellis/client/sealed-payment';
import { asciiBytes, hash } from '@trellis/crypto';
import { openingKeyOf } from '@trellis/crypto/sealing';
import {
  readTransferDocument,
  readTransfers,
  transferDocument,
  writeMessage,
} from '@trellis/iso20022';
import {
  type AssetCode,
  type ChainId,
  encode,
  keyAccount,
  operationCodec,
  sealedContentBytes,
} from '@trellis/protocol';

const folder = new URL('../../../packages/iso20022/src/testing/files/', import.meta.url);
const account = (name: string) =>
  keyAccount('ed25519', hash('keyAddress', asciiBytes(name)) as Parameters<typeof keyAccount>[1]);
const [from, payee] = [account('payer'), account('payee')];
const key = await openingKeyOf(new Uint8Array(32).fill(1));
const payment = { chainId: 'test-chain' as ChainId, from, asset: 'EUR' as AssetCode, amount: 1n };

const print = (...cells: readonly (string | number)[]): void => {
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
};

async function timed<T>(work: () => T | Promise<T>, times: number) {
  const began = performance.now();
  let result = await work();
  for (let turn = 1; turn < times; turn++) result = await work();
  return { result, ms: ((performance.now() - began) / times).toFixed(2) };
}

print(
  'file',
  'XML',
  'document',
  'padded',
  'operation',
  'ms to write',
  'ms to read',
  'ms to seal',
  'ms to open',
);
print(...Array.from({ length: 9 }, () => '---'));
for (const name of readdirSync(folder)) {
  const { file } = readTransfers(readFileSync(new URL(name, folder)), {
    today: '2026-11-30',
    documents: true,
  });
  const [instruction] = file?.instructions ?? [];
  if (!instruction?.document) throw new Error(`${name} has no transfer`);
  const { document, remittance } = instruction;
  const content = { remittance, message: '', document };
  const single = readTransferDocument(document);
  if (single === undefined) throw new Error(`the document of ${name} can’t be read`);
  const xml =
    single.id === 'pacs.009.001.08'
      ? writeMessage(single.id, single.value)
      : writeMessage(single.id, single.value);
  const written = await timed(() => transferDocument(single), 200);
  const read = await timed(() => readTransferDocument(document), 200);
  const reader = { account: payee, publicKey: key.publicKey };
  const sealed = await timed(
    () => paySealed({ ...payment, payee: reader, auditor: null, content }),
    20,
  );
  const opened = await timed(
    () => openSealed(payment.chainId, sealed.result, { account: payee, key }),
    20,
  );
  const operation = encode(operationCodec, sealed.result).length;
  const bytes = [xml.length, document.bytes.length, sealedContentBytes(content), operation];
  print(name, ...bytes, written.ms, read.ms, sealed.ms, opened.ms);
}
