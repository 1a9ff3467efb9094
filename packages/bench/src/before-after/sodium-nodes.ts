/**
 * `node --import sodium-nodes.ts …`: in this process Ed25519 is verified by libsodium instead of OpenSSL, on the main
 * thread. So a ledger of Ed25519 is measured with the fastest verifier that npm gives, and nodes have no line of code
 * for it: it accepts other signatures than OpenSSL does, of keys that nobody has by accident.
 */
import { registerHooks } from 'node:module';

const ours = import.meta
  .resolve('@trellis/crypto')
  .replace('index.ts', 'native-primitives.node.ts');
const replacement = new URL('./sodium-primitives.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const isOurs = resolved.url === ours && context.parentURL !== replacement;
    return isOurs ? { ...resolved, url: replacement } : resolved;
  },
});
