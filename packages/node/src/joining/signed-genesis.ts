/** The signatures of a genesis: each validator gives its own, and a node that asks for them starts with all of them only. */
import { ConfigError } from '@trellis/api';
import { createProvider, type SignatureProvider, type SigningKey, toHex } from '@trellis/crypto';
import { decodeJsonText, type Genesis, genesisHash, problemText } from '@trellis/protocol';
import { type NodeConfig, readDocument, readGenesis } from '../config/config.ts';
import {
  type GenesisSignature,
  genesisConsent,
  genesisMessage,
  genesisSignatureCodec,
  genesisSignaturesCodec,
} from './genesis-signature.ts';

/** A validator's consent. Throws `ConfigError` `genesis_unsigned` if the key is none of the genesis. */
export async function signGenesis(genesis: Genesis, key: SigningKey): Promise<GenesisSignature> {
  const node = genesis.validators.find(
    ({ scheme, publicKey }) => scheme === key.scheme && toHex(publicKey) === toHex(key.publicKey),
  );
  if (node === undefined) {
    throw new ConfigError(
      'genesis_unsigned',
      'this node’s validator key is not in the genesis: there is nothing for it to sign',
    );
  }
  const signature = await key.sign('genesis', genesisMessage(genesis));
  return { node: node.name, genesis: genesisHash(genesis), signature };
}

/** Reads one signature. Throws `ConfigError` `genesis_unsigned`. */
export function readGenesisSignature(content: string, what: string): GenesisSignature {
  const decoded = decodeJsonText(genesisSignatureCodec, content);
  if (decoded.ok) return decoded.value;
  throw new ConfigError(
    'genesis_unsigned',
    `${what} is no signature of a genesis: ${problemText(decoded.problem)}`,
  );
}

/** Throws `ConfigError` `genesis_unsigned` unless every validator has signed this genesis. */
export async function expectConsent(
  genesis: Genesis,
  signatures: readonly GenesisSignature[],
  provider: Pick<SignatureProvider, 'verify'>,
): Promise<void> {
  const { missing, claims } = genesisConsent(genesis, signatures);
  if (missing.length > 0) {
    throw new ConfigError(
      'genesis_unsigned',
      `the genesis ${genesisHash(genesis)} is not signed by all of its validators: ${missing.join(', ')} missing`,
    );
  }
  for (const { node, claim } of claims) {
    if (await provider.verify(claim)) continue;
    throw new ConfigError(
      'genesis_unsigned',
      `the signature of ${node} under the genesis is wrong`,
    );
  }
}

/** The genesis of a node's configuration, signed as that asks for. Throws `ConfigError`. */
export async function readSignedGenesis({
  genesis: path,
  genesisSignatures,
  provider,
}: Pick<NodeConfig, 'genesis' | 'genesisSignatures' | 'provider'>): Promise<Genesis> {
  const genesis = await readGenesis(path);
  if (genesisSignatures === null) return genesis;
  const signatures = await readDocument(
    genesisSignatures,
    genesisSignaturesCodec,
    'file of genesis signatures',
    'genesis_unsigned',
  );
  await expectConsent(genesis, signatures, createProvider(provider));
  return genesis;
}

/** The text of a file with one validator's signature. */
export function formatGenesisSignature(signature: GenesisSignature): string {
  return `${JSON.stringify(genesisSignatureCodec.toJson(signature), null, 2)}\n`;
}

/** The text of a node's file of signatures. */
export function formatGenesisSignatures(signatures: readonly GenesisSignature[]): string {
  return `${JSON.stringify(genesisSignaturesCodec.toJson(signatures), null, 2)}\n`;
}
