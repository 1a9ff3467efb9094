/** Messages that are sealed for an account: publishing the key for which others seal them, and reading them. */
import { getTransaction, setEncryptionKey } from '@trellis/client';
import { type Hash, isHash } from '@trellis/crypto';
import { type SealedContent, visibleText } from '@trellis/protocol';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../page/language.ts';
import { Facts } from '../../page/parts/facts.tsx';
import { act, type Standing } from '../consent.ts';
import { clearField, LabelledInput, textsOf, useWork, WorkProblem } from '../parts.tsx';
import { openMessage, readerKey, type WalletKey } from '../vault.ts';
import { useChosenKey, useWallet, type WalletApp } from '../wallet-context.ts';
import { NoKey } from './do.tsx';
import { Outcome } from './outcome.tsx';

export function Messages(): JSX.Element {
  const key = useChosenKey();
  if (key === undefined) return <NoKey />;
  return (
    <>
      <h1 tabIndex={-1}>{t('Sealed messages')}</h1>
      <Publish key={`publish ${key.address}`} walletKey={key} />
      <Read key={`read ${key.address}`} walletKey={key} />
    </>
  );
}

interface OfKey {
  readonly walletKey: WalletKey;
}

function Publish({ walletKey }: OfKey): JSX.Element {
  const wallet = useWallet();
  const [work, run] = useWork();
  const [standing, setStanding] = useState<Standing>();
  const publish = async (password: string): Promise<void> => {
    const publicKey = await readerKey(wallet.database, walletKey.address, password);
    const operations = [setEncryptionKey(walletKey.account, publicKey)];
    const plan = { sender: walletKey.account, operations, idempotencyKey: crypto.randomUUID() };
    await act(wallet, walletKey, plan, setStanding);
  };
  return (
    <section aria-label={t('Publish the encryption key')}>
      <h2>{t('Let others write to you')}</h2>
      <p class="quiet">
        {t(
          'The encryption key follows from the key that signs. Once it is published, others can pay with a message that you alone can read, and the auditor of the asset if it has one.',
        )}
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const { password = '' } = textsOf(event.currentTarget);
          event.currentTarget.reset();
          run(() => publish(password));
        }}
      >
        <LabelledInput label={t('Password of the key')} name="password" type="password" />
        <WorkProblem work={work} />
        <button type="submit" disabled={work.state === 'busy'}>
          {work.state === 'busy' ? t('Working…') : t('Publish the encryption key')}
        </button>
      </form>
      {standing === undefined ? null : <Outcome {...standing} />}
    </section>
  );
}

function Read({ walletKey }: OfKey): JSX.Element {
  const wallet = useWallet();
  const [work, run] = useWork();
  const [contents, setContents] = useState<readonly SealedContent[]>([]);
  return (
    <section aria-label={t('Read a message')}>
      <h2>{t('Read a message')}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const { transaction = '', password = '' } = textsOf(event.currentTarget);
          // The id stays: whoever mistyped the password tries again.
          clearField(event.currentTarget, 'password');
          setContents([]);
          run(async () => {
            setContents(await readAll(wallet, walletKey, transaction.trim(), password));
          });
        }}
      >
        <LabelledInput
          label={t('Transaction')}
          name="transaction"
          hint={t('its id of 64 digits')}
        />
        <LabelledInput label={t('Password of the key')} name="password" type="password" />
        <WorkProblem work={work} />
        <button type="submit" disabled={work.state === 'busy'}>
          {work.state === 'busy' ? t('Working…') : t('Read')}
        </button>
      </form>
      {contents.map((content, index) => (
        <Content key={index} content={content} />
      ))}
    </section>
  );
}

function Content({ content: { message, remittance } }: { readonly content: SealedContent }) {
  const named = Object.entries(remittance).flatMap(([name, value]) =>
    value === null ? [] : [[name, visibleText(value)] as const],
  );
  return (
    <div class="card" role="status">
      <p class="message">{visibleText(message)}</p>
      <Facts facts={named} />
    </div>
  );
}

/** What a final transaction has sealed for the account of the key; that it is final is proven. */
async function readAll(
  { session, database }: WalletApp,
  { account, address }: WalletKey,
  id: string,
  password: string,
): Promise<readonly SealedContent[]> {
  if (!isHash(id)) throw new Error(t('enter 64 hexadecimal digits'));
  const { signed } = await getTransaction(session.light, id as Hash);
  const { chainId, operations } = signed.transaction;
  const own = operations.flatMap((one) =>
    one.type === 'paySealed' && one.sealed.readers.some((each) => each.account === account)
      ? [one]
      : [],
  );
  if (own.length === 0) throw new Error(t('nothing in it is sealed for this account'));
  const contents: SealedContent[] = [];
  for (const payment of own) {
    contents.push(await openMessage(database, address, password, { chainId, payment, account }));
  }
  return contents;
}
