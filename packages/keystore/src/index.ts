/** Named keys on disk: the wallet of the command line. */
export {
  ensureTestKey,
  expectFreeName,
  findKey,
  keyPaths,
  keysFolder,
  listKeys,
  type NamedKey,
  NamedKeyError,
  saveKey,
} from './named-keys.ts';
export { openSecret, openTestKey, openTestSecret, openWith } from './open-key.ts';
