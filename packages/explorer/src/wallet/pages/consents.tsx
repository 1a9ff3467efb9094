/** The consents of the accounts of this browser: who may act, what is left, who acted when, and ending one. */
import { type Address, isHash } from '@trellis/crypto';
import { requestNameIn } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { inBackground } from '../../page/background.ts';
import { t } from '../../page/language.ts';
import { useAsked } from '../../page/use-proven.ts';
import { unlessDeclined } from '../consent.ts';
import { readEndFile, readLinkedEnd, type SignedEnd, saveStatement } from '../consent-file.ts';
import { end } from '../consent-giving.ts';
import { readConsents } from '../consent-list.ts';
import { expectThisServer, readServerName } from '../consent-server.ts';
import { addSignature, isSigned, mergeStatements, signatoryOf } from '../consent-signatures.ts';
import { readChosenFile } from '../file-access.ts';
import { LabelledInput, textsOf, useWork, WorkProblem } from '../parts.tsx';
import { groupedAddress } from '../review.ts';
import { listShared } from '../shared-accounts.ts';
import { nameOf, useWallet, useWalletKeys } from '../wallet-context.ts';
import { ConsentCard } from './consent-card.tsx';
import { NoKey } from './do.tsx';
import { SignedStatementView } from './signed-statement.tsx';

/** `linked`: the end of a consent that others have signed. */
export function Consents({ linked }: { readonly linked: string | null }): JSX.Element {
  const accounts = useAccounts();
  const ending = useEnding();
  const [work, run] = useWork();
  useEffect(() => {
    if (linked !== null) run(async () => ending.add(readLinkedEnd(linked)));
  }, []);
  const add = async (input: HTMLInputElement): Promise<void> => {
    const text = await readChosenFile(input);
    input.value = '';
    if (text !== undefined) ending.add(readEndFile(text));
  };
  if (accounts.length === 0) return <NoKey />;
  return (
    <>
      <h1 tabIndex={-1}>{t('Consents')}</h1>
      <p class="quiet">
        {t(
          'Whom you let act for your accounts at this node, as the node reports it. What they can pay is in mandates on the chain, which are proven here.',
        )}
      </p>
      <OpenRequest />
      <WorkProblem work={work} />
      <EndingView ending={ending} run={run} isBusy={work.state === 'busy'} />
      {accounts.map(({ account, name }) => (
        <AccountConsents
          key={`${account} ${ending.ended}`}
          account={account}
          name={name}
          isBusy={work.state === 'busy'}
          onEnd={(consent) => run(() => ending.begin(account, consent).catch(unlessDeclined))}
        />
      ))}
      <LabelledInput
        label={t('End of a consent that others have signed')}
        type="file"
        accept=".json,application/json"
        onChange={(input) => run(() => add(input))}
      />
    </>
  );
}

/** Those of the keys, and those that keys sign for together with others. */
function useAccounts(): readonly { readonly account: Address; readonly name: string }[] {
  const { database } = useWallet();
  const keys = useWalletKeys();
  const [shared, setShared] = useState<readonly Address[]>([]);
  useEffect(() => inBackground(listShared(database).then(setShared)), []);
  const own = keys.map((key) => ({ account: key.account, name: nameOf(key) }));
  const others = shared.map((account) => ({ account, name: t('Shared account') }));
  return [...own, ...others.filter(({ account }) => own.every((one) => one.account !== account))];
}

/** Where somebody begins who was given a link, and has the wallet elsewhere than that leads to. */
function OpenRequest(): JSX.Element {
  const [work, run] = useWork();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { link = '' } = textsOf(event.currentTarget);
        run(async () => {
          const request = requestNameIn(link.trim());
          if (request === undefined) throw new Error(t('this is no link of a request'));
          location.hash = `#/consent?${new URLSearchParams({ request })}`;
        });
      }}
    >
      <LabelledInput
        label={t('Link of a client that asks')}
        name="link"
        hint={t('such as https://node1.example/explorer/consent/…')}
      />
      <WorkProblem work={work} />
      <p class="buttons">
        <button type="submit">{t('Look at it')}</button>
        <a class="button" href="#/consent">
          {t('Sign a consent of a file')}
        </a>
      </p>
    </form>
  );
}

interface Ending {
  /** What others have to sign as well. */
  readonly signed: SignedEnd | undefined;
  /** Of the consent that ended last. */
  readonly ended: string;
  begin(account: Address, consent: string): Promise<void>;
  /** Adds a signature, and ends the consent where that is enough. */
  sign(signed: SignedEnd): Promise<void>;
  send(signed: SignedEnd): Promise<void>;
  add(read: SignedEnd): void;
}

function useEnding(): Ending {
  const wallet = useWallet();
  const keys = useWalletKeys();
  const { session } = wallet;
  const [signed, setSigned] = useState<SignedEnd>();
  const [ended, setEnded] = useState('');
  const send = async (all: SignedEnd): Promise<void> => {
    setEnded((await end(session, all)).id);
    setSigned(undefined);
  };
  const sign = async (open: SignedEnd): Promise<void> => {
    const places = open.witnesses.map(({ keyIndex }) => keyIndex);
    const by = await signatoryOf(wallet, keys, open.statement.revocation.account, places);
    const next = await addSignature(wallet, open, by);
    if (isSigned(next, by)) return send(next);
    setSigned(next);
    saveStatement(next);
  };
  return {
    ...{ signed, ended, sign, send },
    async begin(account, consent) {
      if (!isHash(consent)) throw new Error(t('the node names no consent'));
      const issuer = await readServerName(session);
      const { chainId } = session.genesis;
      const revocation = { chainId, issuer, account, consent };
      await sign({ statement: { type: 'revoke', revocation }, witnesses: [] });
    },
    add(read) {
      expectThisServer(session, read.statement.revocation);
      setSigned(signed === undefined ? read : mergeStatements(signed, read));
    },
  };
}

function EndingView({
  ending: { signed, ended, sign, send },
  run,
  isBusy,
}: {
  readonly ending: Ending;
  readonly run: (work: () => Promise<void>) => void;
  readonly isBusy: boolean;
}): JSX.Element | null {
  if (signed === undefined) {
    return ended === '' ? null : (
      <p role="status" class="good">
        {t('The consent {0} has ended, and its tokens with it.', ended.slice(0, 8))}
      </p>
    );
  }
  return (
    <>
      <SignedStatementView signed={signed} isEnough={false} />
      <p class="buttons">
        <button
          type="button"
          disabled={isBusy}
          onClick={() => run(() => sign(signed).catch(unlessDeclined))}
        >
          {t('Review and sign')}
        </button>
        <button type="button" disabled={isBusy} onClick={() => run(() => send(signed))}>
          {t('End the consent')}
        </button>
      </p>
    </>
  );
}

function AccountConsents({
  account,
  name,
  isBusy,
  onEnd,
}: {
  readonly account: Address;
  readonly name: string;
  readonly isBusy: boolean;
  readonly onEnd: (consent: string) => void;
}): JSX.Element {
  const loaded = useAsked(`consents ${account}`, 30_000, (session) =>
    readConsents(session, account),
  );
  return (
    <section aria-label={t('Consents of {0}', name)}>
      <h2>{name}</h2>
      <p class="mono">{groupedAddress(account)}</p>
      {loaded.state === 'loading' ? <p class="quiet">{t('Loading…')}</p> : null}
      {loaded.state === 'failed' ? <p class="problem">{loaded.reason}</p> : null}
      {loaded.state === 'ready' && loaded.value.length === 0 ? (
        <p>{t('It has let nobody act for it here.')}</p>
      ) : null}
      {loaded.state === 'ready'
        ? loaded.value.map((own) => (
            <ConsentCard
              key={own.view.id}
              own={own}
              isBusy={isBusy}
              onEnd={() => onEnd(own.view.id)}
            />
          ))
        : null}
    </section>
  );
}
