/** Signatures of several: a transaction file is signed, handed on, put together with others and submitted. */
import {
  addWitness,
  BuildError,
  getAccount,
  mergeWitnesses,
  signerOf,
  simulate,
} from '@trellis/client';
import { neverFinal } from '@trellis/client/account';
import { requiredSigners, type SignedTransaction } from '@trellis/protocol';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../page/language.ts';
import { askToSign, Declined, queueOf, type Standing } from '../consent.ts';
import { readChosenFile } from '../file-access.ts';
import { LabelledInput, useWork, WorkProblem } from '../parts.tsx';
import { readLinkedTransaction, readTransaction } from '../transaction-file.ts';
import type { WalletKey } from '../vault.ts';
import { useChosenKey, useWallet, type WalletApp } from '../wallet-context.ts';
import { NoKey } from './do.tsx';
import { HandOnButtons, SignedBy } from './hand-on.tsx';
import { Outcome } from './outcome.tsx';

/** `linked` is what a link brings along. */
export function SignFile({ linked }: { readonly linked: string | null }): JSX.Element {
  const key = useChosenKey();
  return key === undefined ? <NoKey /> : <FileOf walletKey={key} linked={linked} />;
}

function FileOf({
  walletKey,
  linked,
}: {
  readonly walletKey: WalletKey;
  readonly linked: string | null;
}): JSX.Element {
  const wallet = useWallet();
  const [work, run] = useWork();
  const [signed, setSigned] = useState<SignedTransaction>();
  const [standing, setStanding] = useState<Standing>();
  const add = async (input: HTMLInputElement): Promise<void> => {
    const text = await readChosenFile(input);
    if (text === undefined) return;
    const read = readTransaction(text);
    setSigned(signed === undefined ? read : mergeWitnesses(signed, read));
  };
  useEffect(() => {
    if (linked !== null) run(async () => setSigned(readLinkedTransaction(linked)));
  }, [linked]);
  const busy = work.state === 'busy';
  return (
    <>
      <Heading />
      <LabelledInput
        label={t('Transaction file')}
        type="file"
        accept=".json,application/json"
        onChange={(input) => run(() => add(input))}
      />
      <WorkProblem work={work} />
      {signed === undefined ? null : (
        <>
          <SignedBy signed={signed} />
          <p class="buttons">
            <button
              type="button"
              disabled={busy}
              onClick={() => run(async () => setSigned(await signFile(wallet, walletKey, signed)))}
            >
              {t('Review and sign')}
            </button>
            <HandOnButtons signed={signed} />
            <button
              type="button"
              disabled={busy}
              onClick={() => run(() => submitFile(wallet, walletKey, signed, setStanding))}
            >
              {t('Submit')}
            </button>
          </p>
        </>
      )}
      {standing === undefined ? null : <Outcome {...standing} />}
    </>
  );
}

function Heading(): JSX.Element {
  return (
    <>
      <h1 tabIndex={-1}>{t('Sign a transaction of a file or a link')}</h1>
      <p class="quiet">
        {t(
          'Files of “trellis tx build” and of this wallet. Several files of one transaction are put together. Anybody can write a link or a file: the review shows what it really does.',
        )}
      </p>
    </>
  );
}

/** Adds the signature of the key for each account that needs it. */
async function signFile(
  wallet: WalletApp,
  key: WalletKey,
  signed: SignedTransaction,
): Promise<SignedTransaction> {
  const { transaction } = signed;
  const { scheme, publicKey } = key.header;
  const unsigned = { scheme, publicKey, sign: () => Promise.reject(new Declined()) };
  let result = signed;
  let isNeeded = false;
  for (const address of requiredSigners(transaction)) {
    const account = await getAccount(wallet.session.light, address);
    try {
      const { key: _, ...signer } = signerOf(account, unsigned);
      isNeeded = true;
      const own = await askToSign(wallet, transaction, key, signer);
      result = own.witnesses.reduce(addWitness, result);
    } catch (error) {
      if (error instanceof Declined) return result;
      // Of another account that signs as well.
      if (!(error instanceof BuildError)) throw error;
    }
  }
  if (!isNeeded) throw new Error(t('none of the accounts that sign it has this key'));
  return result;
}

async function submitFile(
  wallet: WalletApp,
  key: WalletKey,
  signed: SignedTransaction,
  onStanding: (standing: Standing) => void,
): Promise<void> {
  const { witnessRefusal } = await simulate(wallet.session.transport, signed);
  if (witnessRefusal !== null)
    throw new Error(t('signatures are missing: more people have to sign'));
  const queue = queueOf(wallet, key, signed.transaction.sender);
  const submission = await queue.submitSigned(signed, {
    onState: (one) => onStanding({ submission: one }),
  });
  const outcome = await queue.outcome(submission, { timeoutMs: null });
  if (outcome.type !== 'final') throw neverFinal(submission, outcome);
  const { status } = outcome.final.receipt;
  onStanding({ submission: { ...submission, state: 'final' }, status });
}
