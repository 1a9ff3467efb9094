/** What was signed here, and taking up again what was interrupted: nothing is paid twice. */
import { isOpen, type Submission } from '@trellis/client/account';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { inBackground } from '../../page/background.ts';
import { t } from '../../page/language.ts';
import { queueOf } from '../consent.ts';
import type { WalletKey } from '../vault.ts';
import { useChosenKey, useWallet, type WalletApp } from '../wallet-context.ts';
import { NoKey } from './do.tsx';
import { Outcome } from './outcome.tsx';

export function Transactions(): JSX.Element {
  const key = useChosenKey();
  return key === undefined ? <NoKey /> : <OfKey key={key.address} walletKey={key} />;
}

function OfKey({ walletKey }: { readonly walletKey: WalletKey }): JSX.Element {
  const wallet = useWallet();
  const [shown, setShown] = useState<readonly Submission[]>();
  useEffect(() => {
    const ended = new AbortController();
    const read = async (): Promise<void> => {
      const all = await wallet.submissions.ofChain(wallet.session.genesis.chainId);
      if (!ended.signal.aborted) setShown(all);
      await Promise.all(
        all.filter(isOpen).map(async (one) => {
          await takeUp(wallet, walletKey, one, ended.signal);
          const now = await wallet.submissions.ofChain(wallet.session.genesis.chainId);
          if (!ended.signal.aborted) setShown(now);
        }),
      );
    };
    inBackground(read());
    return () => ended.abort();
  }, []);
  return (
    <>
      <h1 tabIndex={-1}>{t('Transactions')}</h1>
      <p class="quiet">{t('Signed in this browser; the explorer shows all of the account.')}</p>
      {shown === undefined ? <p>{t('Loading…')}</p> : null}
      {shown?.length === 0 ? <p>{t('None yet.')}</p> : null}
      {shown?.map((submission) => (
        <Outcome key={submission.id} submission={submission} />
      ))}
    </>
  );
}

/** Waits for the proven outcome of what a closed tab left, and submits the same bytes again meanwhile. */
async function takeUp(
  wallet: WalletApp,
  key: WalletKey,
  submission: Submission,
  signal: AbortSignal,
): Promise<void> {
  try {
    await queueOf(wallet, key, submission.signed.transaction.sender).outcome(submission, {
      signal,
      timeoutMs: null,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
