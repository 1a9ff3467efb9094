/**
 * Verifies a balance by hand: with SHA-256 and ML-DSA of Node.js, and with nothing of Trellis.
 *
 *   curl http://127.0.0.1:26700/v1/accounts/trellis1…/balances/EUR > answer.json
 *   node examples/check-balance.ts answer.json genesis.json trellis1… EUR
 *
 * `genesis.json` is not from the node that is asked. docs/check-a-balance.md explains the steps, and is run by a test.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

interface Answer {
  readonly entry: {
    readonly record: { readonly amount: string };
    readonly proof: {
      readonly siblings: readonly string[];
      readonly leaf: { readonly keyHash: string; readonly valueHash: string };
    };
    readonly header: Readonly<Record<string, string>> & { readonly version?: number };
    readonly certificate: {
      readonly round: number;
      readonly signatures: readonly {
        readonly validatorIndex: number;
        readonly signature: string;
      }[];
    };
  };
}

interface Genesis {
  readonly chainId: string;
  readonly validators: readonly { readonly publicKey: string }[];
}

const [answerFile = '', genesisFile = '', account = '', asset = ''] = process.argv.slice(2);
if (asset === '') {
  console.error('usage:\n  node examples/check-balance.ts answer.json genesis.json ACCOUNT ASSET');
  process.exit(2);
}
const answer: Answer = JSON.parse(readFileSync(answerFile, 'utf8'));
const genesis: Genesis = JSON.parse(readFileSync(genesisFile, 'utf8'));
const { entry } = answer;
const { header, certificate } = entry;

/** SHA-256, after a byte that says what the hash is for. */
const hash = (purpose: number, ...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Uint8Array.of(purpose)).update(Buffer.concat(parts)).digest();
const hex = (text = ''): Buffer => Buffer.from(text, 'hex');

/** An unsigned integer, the smallest byte first. */
function uint(value: string | number | bigint, bytes: number): Buffer {
  const digits = BigInt(value)
    .toString(16)
    .padStart(2 * bytes, '0');
  return Buffer.from(hex(digits).toReversed());
}

/** The 32 bytes of an address (bech32m): five bits a character, between `trellis1` and the six of the checksum. */
function addressBytes(text = ''): Buffer {
  const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
  const bits = [...text.slice('trellis1'.length, -6)]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

function step(what: string, holds: boolean): void {
  console.log(`${holds ? 'holds' : 'FAILS'}  ${what}`);
  if (!holds) process.exit(1);
}

// 1. The entry: which account and asset, and how much, as it stands in the state.
const key = `balance/${addressBytes(account).toString('hex')}/${asset}`;
const keyHash = hash(0x05, Buffer.from(key));
if (entry.record === null) step('the node says that there is such a balance', false);
const valueHash = hash(0x06, uint(entry.record.amount, 16));
const { leaf, siblings } = entry.proof;
step('the entry is of this account and asset', leaf.keyHash === keyHash.toString('hex'));
step('the entry has this amount', leaf.valueHash === valueHash.toString('hex'));

// 2. The path: from the entry up to the root of the state. Each bit of the key's hash says on which side it is.
const path = BigInt(`0x${keyHash.toString('hex')}`)
  .toString(2)
  .padStart(256, '0');
let root = hash(0x03, keyHash, valueHash);
for (let depth = siblings.length - 1; depth >= 0; depth -= 1) {
  const sibling = hex(siblings[depth]);
  root = path[depth] === '1' ? hash(0x04, sibling, root) : hash(0x04, root, sibling);
}
step(
  `the path of ${siblings.length} hashes leads to the state root of block ${header.height}`,
  root.toString('hex') === header.stateRoot,
);

// 3. The header: its hash is the id of the block. It is encoded as SSZ; the chain id, which alone has no fixed size, is last.
const roots = ['previousBlockId', 'transactionsRoot', 'witnessRoot', 'evidenceRoot', 'stateRoot'];
const sets = ['receiptsRoot', 'validatorSetHash', 'nextValidatorSetHash'];
const fields = [
  uint(header.height ?? 0, 8),
  uint(header.time ?? 0, 8),
  addressBytes(header.proposer),
  ...[...roots, ...sets].map((name) => hex(header[name])),
  // Headers of the first version of the protocol do not name it.
  ...(header.version === undefined ? [] : [uint(header.version, 4)]),
];
const chainOffset = 4 + fields.reduce((sum, { length }) => sum + length, 0);
const blockId = hash(0x22, uint(chainOffset, 4), ...fields, Buffer.from(genesis.chainId));
console.log(`       block id ${blockId.toString('hex')}`);

// 4. The signatures: each is of this block at this height and round, on this chain, as a precommit.
const voted = [uint(header.height ?? 0, 8), uint(certificate.round, 4), uint(16, 4), uint(1, 1)];
const chain = Buffer.from(genesis.chainId);
const message = Buffer.concat([uint(chain.length, 1), chain, ...voted, blockId]);
const context = Buffer.from('trellis/v1/precommit');
/** In the order of their addresses, by which a certificate counts them; the 2 is the number of the scheme ML-DSA-65. */
const validators = genesis.validators
  .map(({ publicKey }) => ({
    publicKey,
    address: hash(0x10, uint(2, 1), Buffer.from(publicKey, 'base64')),
  }))
  .toSorted((a, b) => Buffer.compare(a.address, b.address));
const signed = certificate.signatures.filter(({ validatorIndex, signature }) => {
  const validator = validators[validatorIndex];
  if (validator === undefined) return false;
  const raw = Buffer.from(validator.publicKey, 'base64').toString('base64url');
  const jwk = { kty: 'AKP', alg: 'ML-DSA-65', pub: raw };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  return verify(null, message, { key: publicKey, context }, Buffer.from(signature, 'base64'));
});
const signers = new Set(signed.map(({ validatorIndex }) => validatorIndex));
step(
  `${signers.size} of ${genesis.validators.length} validators of your genesis signed this block, more than two thirds`,
  3 * signers.size > 2 * genesis.validators.length,
);
console.log(
  `\n${entry.record.amount} of the smallest unit of ${asset}, as of block ${header.height}`,
);
