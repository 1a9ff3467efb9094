/** The configuration of a signer of payments: its key, what it may pay, and the program that it signs for. */
import { dirname, resolve } from 'node:path';
import { pathCodec } from '@trellis/api';
import {
  addressCodec,
  assetCodeCodec,
  container,
  list,
  optional,
  tag,
  uint128,
  type ValueOf,
} from '@trellis/protocol';
import type { PaymentLimits } from '@trellis/signer';
import { readDocument } from '../config/config.ts';
import { placeCodec } from '../config/node-signer.ts';

const limitsCodec = container({
  /** Whose payments. */
  account: addressCodec,
  /** In smallest units. */
  assets: list(container({ asset: assetCodeCodec, perPayment: uint128, perDay: uint128 }), 64, 1),
  /** `null`: anybody. */
  payees: optional(list(addressCodec, 1_000, 1)),
});

/** The configuration of a signer of payments. All paths are relative to its folder. */
const paymentSignerConfigCodec = container({
  genesis: pathCodec,
  listen: placeCodec,
  peerKey: pathCodec,
  networkKey: pathCodec,
  key: pathCodec,
  /** `null`: it is asked for at the start. */
  passwordFile: optional(pathCodec),
  /** File of what was signed in the last day. */
  spent: pathCodec,
  payer: container({ networkKey: addressCodec, peer: pathCodec }),
  limits: limitsCodec,
  provider: tag({ native: 0, portable: 1 }),
  logLevel: tag({ debug: 0, info: 1, warn: 2, error: 3 }),
});

export type PaymentSignerConfig = ValueOf<typeof paymentSignerConfigCodec>;

/** Its paths come back absolute. Throws `ConfigError`. */
export async function readPaymentSignerConfig(path: string): Promise<PaymentSignerConfig> {
  const config = await readDocument(
    path,
    paymentSignerConfigCodec,
    'configuration',
    'config_invalid',
  );
  const from = (relative: string): string => resolve(dirname(path), relative);
  return {
    ...config,
    genesis: from(config.genesis),
    peerKey: from(config.peerKey),
    networkKey: from(config.networkKey),
    key: from(config.key),
    passwordFile: config.passwordFile === null ? null : from(config.passwordFile),
    spent: from(config.spent),
  };
}

export function formatPaymentSignerConfig(config: PaymentSignerConfig): string {
  return `${JSON.stringify(paymentSignerConfigCodec.toJson(config), null, 2)}\n`;
}

/** As whoever signs takes them. */
export function limitsOf(
  { limits: { account, assets, payees } }: PaymentSignerConfig,
  chainId: PaymentLimits['chainId'],
): PaymentLimits {
  return {
    chainId,
    account,
    assets: new Map(assets.map(({ asset, ...of }) => [asset, of])),
    payees: payees === null ? null : new Set(payees),
  };
}
