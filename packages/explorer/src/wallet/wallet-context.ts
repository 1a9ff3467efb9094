/** What every screen of the wallet can ask for. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Store, useStore } from '../page/store.ts';
import type { Wallet } from './consent.ts';
import type { WalletKey } from './vault.ts';

export interface WalletApp extends Wallet {
  readonly keys: Store<readonly WalletKey[]>;
  /** Address of the key that is used. */
  readonly chosen: Store<string | undefined>;
  /** Reads the keys again: another tab may have changed them, or the user cleared the storage. */
  reload(): Promise<void>;
}

export const WalletContext = createContext<WalletApp | undefined>(undefined);

export function useWallet(): WalletApp {
  const wallet = useContext(WalletContext);
  if (wallet === undefined) throw new Error('this part is shown outside of the wallet');
  return wallet;
}

/** The key that is used, if there is any. */
export function useChosenKey(): WalletKey | undefined {
  const { keys, chosen } = useWallet();
  const all = useStore(keys);
  const address = useStore(chosen);
  return all.find((key) => key.address === address) ?? all[0];
}

/** All keys, the one that is used first. */
export function useWalletKeys(): readonly WalletKey[] {
  const first = useChosenKey();
  const all = useStore(useWallet().keys);
  return first === undefined ? all : [first, ...all.filter((key) => key !== first)];
}

/** What its owner calls a key, or else its address. */
export const nameOf = ({ header, address }: WalletKey): string =>
  header.label ?? `${address.slice(0, 13)}…${address.slice(-6)}`;
