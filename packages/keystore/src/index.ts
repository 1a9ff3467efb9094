/** Named keys on disk: the wallet of the command line. */
export { keepAgreedRecovery, readAgreedRecoveries } from './agreed-recoveries.ts';
export type { AwayKey } from './away-keys.ts';
export {
  changePassword,
  deleteKey,
  ensureTestKey,
  expectFreeName,
  findKey,
  keepKeyFile,
  keyPaths,
  keysFolder,
  listKeys,
  type NamedKey,
  NamedKeyError,
  renameKey,
  saveKey,
} from './named-keys.ts';
export { type KeySecret, openSecret, openTestKey, openTestSecret, openWith } from './open-key.ts';
