/** Where the raw proof of something is, and how it is checked without this page. */
import { type Address, formatAddress, isHash } from '@trellis/crypto';
import { isKeyOf, type StateKey, stateKeyParts } from '@trellis/protocol';

/** By what it is shown: a key of the state, `block/HEIGHT`, or `tx/ID`. */
export type ProofName = string;

export interface ProofSource {
  /** Of the node's API. */
  readonly path: string;
  /** Checks the same with the command line, which comes from elsewhere. */
  readonly command: string;
}

/** `undefined`: the page has no link to a proof of that. */
export function proofSource(name: ProofName): ProofSource | undefined {
  const [kind, what = ''] = name.split('/');
  if (kind === 'block' && /^\d{1,18}$/.test(what)) {
    return { path: `/v1/blocks/${what}`, command: `trellis block ${what} --json` };
  }
  if (kind === 'tx' && isHash(what)) {
    return { path: `/v1/transactions/${what}`, command: `trellis tx show ${what} --json` };
  }
  try {
    // Whatever is no key of the state makes this throw.
    return stateSource(name as StateKey);
  } catch {
    return undefined;
  }
}

const addressText = (address: Address): string => formatAddress(address);

function stateSource(key: StateKey): ProofSource | undefined {
  if (isKeyOf('account', key)) {
    const account = addressText(stateKeyParts(key)[0]);
    return { path: `/v1/accounts/${account}`, command: `trellis account show ${account}` };
  }
  if (isKeyOf('balance', key)) {
    const [address, asset] = stateKeyParts(key);
    const account = addressText(address);
    return {
      path: `/v1/accounts/${account}/balances/${asset}`,
      command: `trellis balance ${account} ${asset}`,
    };
  }
  if (isKeyOf('asset', key) || isKeyOf('assetRules', key)) {
    const [asset] = stateKeyParts(key);
    const rules = isKeyOf('assetRules', key) ? '/rules' : '';
    return { path: `/v1/assets/${asset}${rules}`, command: `trellis asset show ${asset}` };
  }
  if (isKeyOf('freeze', key)) {
    const [asset, address] = stateKeyParts(key);
    const account = addressText(address);
    return {
      path: `/v1/assets/${asset}/holders/${account}`,
      command: `trellis asset holder ${account} ${asset}`,
    };
  }
  if (isKeyOf('recovery', key)) {
    const account = addressText(stateKeyParts(key)[0]);
    return { path: `/v1/accounts/${account}/recovery`, command: `trellis recovery ${account}` };
  }
  return listedSource(key);
}

function listedSource(key: StateKey): ProofSource | undefined {
  if (isKeyOf('hold', key)) {
    const [hold] = stateKeyParts(key);
    return { path: `/v1/holds/${hold}`, command: `trellis holds show ${hold}` };
  }
  if (isKeyOf('mandate', key)) {
    const [mandate] = stateKeyParts(key);
    return { path: `/v1/mandates/${mandate}`, command: `trellis mandate show ${mandate}` };
  }
  if (isKeyOf('mandates', key)) {
    const account = addressText(stateKeyParts(key)[0]);
    return { path: `/v1/accounts/${account}/mandates`, command: `trellis mandate list ${account}` };
  }
  if (isKeyOf('proposal', key)) {
    const [number] = stateKeyParts(key);
    return { path: `/v1/proposals/${number}`, command: `trellis governance show ${number}` };
  }
  return undefined;
}
