/** Who makes and verifies the signatures of a node. */
import { createProvider, type SignatureProvider } from '@trellis/crypto';
import type { Logger } from '@trellis/engine';
import type { NodeConfig } from './config/config.ts';
import { type Difference, differencePath } from './double-check/difference-file.ts';

/** Loads what verifies ML-DSA; without it the node is as right and several times slower. */
export async function openProvider(
  config: Pick<NodeConfig, 'provider' | 'crypto' | 'data'>,
  difference: Difference | null,
  logger: Logger,
): Promise<SignatureProvider> {
  if (difference !== null) {
    logger.error(
      { file: differencePath(config.data), found: difference.time },
      'OpenSSL and the verifier of ML-DSA disagreed about a signature: until "trellis acknowledge" was run, this ' +
        'node verifies with the provider alone and follows without a vote',
    );
    return createProvider(config.provider, { expandedKeys: 0 });
  }
  const { expandedKeys } = config.crypto;
  const provider = createProvider(config.provider, { expandedKeys });
  await provider.prepare();
  const verification = provider.mlDsaVerification();
  if (verification.by === 'provider' && verification.problem !== null) {
    const { problem } = verification;
    logger.warn(
      { problem, provider: provider.name },
      'ML-DSA is verified by the provider: the faster verifier can’t be relied on here',
    );
  }
  return provider;
}
