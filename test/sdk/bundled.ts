/** What a page gets of the SDK: everything of the client, and the signing of the crypto package. */
export * from '@trellis/client';
export {
  createProvider,
  formatAddress,
  generateSeed,
  keyAddress,
  parseAddress,
} from '@trellis/crypto';
