/** Who checks signatures for the light client: a provider here, or a Web Worker in a browser. */
import type { SignatureProvider } from '@trellis/crypto';

/** All that checking an answer needs: it never signs. */
export type SignatureVerifier = Pick<SignatureProvider, 'verify'>;
