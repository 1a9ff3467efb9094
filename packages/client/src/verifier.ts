/** Who checks signatures for the light client: a provider here, or a Web Worker in a browser. */
import type { SignatureProvider } from '@trellis/crypto';

export type SignatureVerifier = Pick<SignatureProvider, 'verify'>;
