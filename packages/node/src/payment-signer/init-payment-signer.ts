/**
 * Takes the key of an account into the folder of a signer of payments. What stays where it was are the keys of the line to it,
 * and where it is.
 */
import { copyFile, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SignatureProvider } from '@trellis/crypto';
import { createFile, syncFolder } from '@trellis/crypto/files';
import { peerNameOf } from '@trellis/network';
import { networkKeyAddress } from '@trellis/network/channel';
import { makeConnectionKeys, type NodeKeys } from '../joining/make-node-keys.ts';
import { nodeFiles } from '../joining/node-files.ts';
import { formatPaymentSignerConfig, type PaymentSignerConfig } from './payment-signer-config.ts';

export interface NewPaymentSigner {
  /** Of the signer alone; made. */
  readonly folder: string;
  /** Of the program that pays; made, with the keys that it shows. */
  readonly payerFolder: string;
  /** Path of the genesis of its chain. */
  readonly genesis: string;
  readonly keyFile: string;
  /** `null`: its password is asked for. */
  readonly passwordFile: string | null;
  readonly listen: PaymentSignerConfig['listen'];
  readonly limits: PaymentSignerConfig['limits'];
}

/** What an end of the line is known by. */
export type LinePin = PaymentSignerConfig['payer'];

const keyFile = 'key.json';

/** Says by what the signer is known. `keepPlace` writes that down with the payer; then the key moves. Throws the system's errors. */
export async function initPaymentSigner(
  asked: NewPaymentSigner,
  provider: SignatureProvider,
  keepPlace: (signer: LinePin) => Promise<void>,
): Promise<void> {
  const { folder, payerFolder, passwordFile, listen, limits } = asked;
  const own = pinOf(await makeConnectionKeys(folder));
  const payer = pinOf(await makeConnectionKeys(payerFolder));
  await copyFile(asked.genesis, join(folder, nodeFiles.genesis));
  const config = formatPaymentSignerConfig({
    ...{ genesis: nodeFiles.genesis, listen, limits, payer },
    ...{ peerKey: nodeFiles.peerKey, networkKey: nodeFiles.networkKey, key: keyFile },
    passwordFile: passwordFile === null ? null : nodeFiles.password,
    ...{ spent: 'spent', provider: provider.name, logLevel: 'info' },
  });
  await createFile(join(folder, nodeFiles.config), config);
  // Copied, as the folder may be on another disk. Until the key is gone here, it is the one that counts.
  if (passwordFile !== null) await copy(passwordFile, join(folder, nodeFiles.password));
  await copy(asked.keyFile, join(folder, keyFile));
  await keepPlace(own);
  await rm(asked.keyFile);
  await syncFolder(dirname(asked.keyFile));
  if (passwordFile !== null) await rm(passwordFile);
}

async function copy(from: string, to: string): Promise<void> {
  await createFile(to, await readFile(from));
}

function pinOf({ networkKey, peerKey }: NodeKeys): LinePin {
  return { networkKey: networkKeyAddress(networkKey), peer: peerNameOf(peerKey) };
}
