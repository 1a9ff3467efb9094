import { createProvider, generateSeed, keyAddress } from '@trellis/crypto';
import { generatePeerKey, peerNameOf } from '@trellis/network';
import { generateNetworkKey, readNetworkKey } from '@trellis/network/channel';
import { PaymentRefused } from '@trellis/protocol';
import { expect, it, onTestFinished } from 'vitest';
import type { Line, LineHandlers } from '../line.ts';
import { dialLine, listenForLines, socketsOf } from '../tls-line.ts';
import { dialPaymentKey, servePayments } from './payment-line.ts';

const provider = createProvider('native');
const inside = provider.openKey('ml-dsa-65', generateSeed('ml-dsa-65'));
const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Signs messages of one byte, but 0; fails with 1. */
const key = {
  ...inside,
  async sign(...[purpose, message]: Parameters<typeof inside.sign>) {
    if (message[0] === 0) throw new PaymentRefused('over_day_limit', 'too much');
    if (message[0] === 1) throw new Error('the disk is full');
    return inside.sign(purpose, message);
  },
};

type Protocol = 'payments' | 'validator';

async function identities() {
  const make = async () => {
    const [networkKey, peerKey] = [generateNetworkKey(), await generatePeerKey()];
    const pin = { networkKey: readNetworkKey(networkKey).address, peer: peerNameOf(peerKey) };
    return { networkKey, peerKey, pin };
  };
  const [signer, shop] = [await make(), await make()];
  const at = (own: typeof signer, other: typeof signer) => (protocol: Protocol) =>
    socketsOf({ chainId: 'shop', protocol, ...own, pinned: [other.pin] });
  return { signer: at(signer, shop), shop: at(shop, signer) };
}

async function listening(sockets: ReturnType<typeof socketsOf>) {
  const listener = await listenForLines(
    sockets,
    { host: '127.0.0.1', port: 0 },
    { onLine: (_node, line) => servePayments(line, key, logger), logger },
  );
  onTestFinished(() => listener.close());
  return { host: '127.0.0.1', port: listener.port };
}

it('a key of payments in another process signs, refuses and says why, over TLS with pinned keys', async () => {
  const { signer, shop } = await identities();
  const place = await listening(signer('payments'));
  const paying = await dialPaymentKey((handlers) => dialLine(shop('payments'), place, handlers));
  onTestFinished(() => paying.close());
  expect(keyAddress(paying.scheme, paying.publicKey)).toBe(
    keyAddress(inside.scheme, inside.publicKey),
  );
  const message = Uint8Array.of(7);
  const signature = await paying.sign('tx', message);
  expect(await provider.verify({ ...paying, purpose: 'tx', message, signature })).toBe(true);
  await expect(paying.sign('tx', Uint8Array.of(0))).rejects.toMatchObject({
    code: 'over_day_limit',
    message: 'too much',
  });
  await expect(paying.sign('tx', Uint8Array.of(1))).rejects.toMatchObject({
    code: 'signature_fault',
  });
  await expect(paying.sign('precommit', message)).rejects.toMatchObject({
    code: 'not_a_transaction',
  });
});

it.each<[string, Protocol, boolean]>([
  ['without a pinned key', 'payments', false],
  ['of the signer of a validator', 'validator', true],
])('a line %s is refused', async (_, protocol, isPinned) => {
  const { signer, shop } = await identities();
  const { shop: stranger } = await identities();
  const place = await listening(signer('payments'));
  const sockets = (isPinned ? shop : stranger)(protocol);
  const dial = (handlers: LineHandlers): Promise<Line> => dialLine(sockets, place, handlers);
  await expect(dialPaymentKey(dial)).rejects.toMatchObject({ name: 'ConnectionRefused' });
});
