/** What a client asks the owner of an account for: given by signatures that meet the account's policy, or refused. */
import { refuseConsent } from '@trellis/client';
import { type Address, formatAddress, parseAddress } from '@trellis/crypto';
import { type SignedTransaction, visibleText } from '@trellis/protocol';
import type { ConsentRequest } from '@trellis/protocol/http-api';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { inBackground } from '../../page/background.ts';
import { expectWayBack } from '../../page/consent-way-back.ts';
import { timeText } from '../../page/format.ts';
import { t } from '../../page/language.ts';
import { Facts } from '../../page/parts/facts.tsx';
import { type Standing, unlessDeclined } from '../consent.ts';
import {
  readGrantFile,
  readLinkedGrant,
  type SignedGrant,
  saveStatement,
} from '../consent-file.ts';
import {
  expectAnswer,
  give,
  grantMandates,
  grantOf,
  type MandateTransaction,
  namedTransaction,
  pays,
} from '../consent-giving.ts';
import { readConsentRequest } from '../consent-server.ts';
import {
  addSignature,
  isSigned,
  mergeStatements,
  type Signatory,
  signatoryOf,
} from '../consent-signatures.ts';
import { readChosenFile } from '../file-access.ts';
import { Labelled, LabelledInput, textsOf, useWork, WorkProblem } from '../parts.tsx';
import { groupedAddress } from '../review.ts';
import { listShared } from '../shared-accounts.ts';
import { saveTransaction } from '../transaction-file.ts';
import { nameOf, useChosenKey, useWallet, useWalletKeys } from '../wallet-context.ts';
import { clientFacts, DetailList } from './client-facts.tsx';
import { NoKey } from './do.tsx';
import { HandOn } from './hand-on.tsx';
import { Outcome } from './outcome.tsx';
import { SignedStatementView } from './signed-statement.tsx';
import { useDecimalsOf } from './use-decimals-of.ts';

/** What a link brings: the name of a request, or what others have signed already. */
interface Brought {
  readonly request: string | null;
  readonly linked: string | null;
}

export function GiveConsent(brought: Brought): JSX.Element {
  const { session } = useWallet();
  const key = useChosenKey();
  const [work, run] = useWork();
  const [asked, setAsked] = useState<Asked>();
  const read = async (begun: SignedGrant | undefined, name: string): Promise<void> => {
    const request = await readConsentRequest(session, name);
    if (begun !== undefined) expectAnswer(begun, request);
    setAsked({ request, begun });
  };
  const readSigned = (begun: SignedGrant): Promise<void> =>
    read(begun, begun.statement.consent.request);
  useEffect(() => {
    const { request, linked } = brought;
    if (linked !== null) run(() => readSigned(readLinkedGrant(linked)));
    else if (request !== null) run(() => read(undefined, request));
  }, []);
  return (
    <>
      <h1 tabIndex={-1}>{t('A client asks for your consent')}</h1>
      {asked === undefined ? (
        <>
          {brought.request === null && brought.linked === null ? (
            <p>
              {t(
                'Open the link that the client or another owner gave you, or choose the file that others have signed.',
              )}
            </p>
          ) : null}
          <WorkProblem work={work} />
          <GrantFile onRead={(begun) => run(() => readSigned(begun))} />
        </>
      ) : (
        <>
          <What request={asked.request} />
          {key === undefined ? <NoKey /> : <Answer {...asked} />}
        </>
      )}
    </>
  );
}

interface Asked {
  readonly request: ConsentRequest;
  /** What others have signed of it. */
  readonly begun: SignedGrant | undefined;
}

function GrantFile({ onRead }: { readonly onRead: (begun: SignedGrant) => void }): JSX.Element {
  const [work, run] = useWork();
  const read = async (input: HTMLInputElement): Promise<void> => {
    const text = await readChosenFile(input);
    // So that the same file can be chosen again.
    input.value = '';
    if (text !== undefined) onRead(readGrantFile(text));
  };
  return (
    <>
      <LabelledInput
        label={t('Consent that others have signed')}
        type="file"
        accept=".json,application/json"
        onChange={(input) => run(() => read(input))}
      />
      <WorkProblem work={work} />
    </>
  );
}

function What({ request }: { readonly request: ConsentRequest }): JSX.Element {
  const { client, details, redirectUri, expires } = request;
  const decimals = useDecimalsOf(details);
  return (
    <>
      <p class="client-name">
        <b>{visibleText(client.name)}</b> {t('asks for this:')}
      </p>
      <DetailList details={details} decimals={decimals} />
      <p class="asker">
        {t('Its name is what the operator of this node registered.')}{' '}
        {t('Continue only if you came from {0}.', new URL(redirectUri).origin)}
      </p>
      <Facts facts={[...clientFacts(request), [t('To be answered until'), timeText(expires)]]} />
    </>
  );
}

function Answer({ request, begun }: Asked): JSX.Element {
  const { session } = useWallet();
  const [work, run] = useWork();
  const { signed, isEnough, standing, handed, sign, add } = useGiving(request, begun);
  const refuse = async (): Promise<void> => {
    const { redirect } = await refuseConsent(session.server, request.request);
    location.assign(expectWayBack(redirect, request));
  };
  const isBusy = work.state === 'busy';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const texts = textsOf(event.currentTarget);
        run(() => sign(texts).catch(unlessDeclined));
      }}
    >
      {signed === undefined ? <AccountField /> : <SignedAccount signed={signed} />}
      {signed === undefined && pays(request) ? <MandateNote /> : null}
      <WorkProblem work={work} />
      <p class="buttons">
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? t('Working…') : t('Review and sign')}
        </button>
        {signed === undefined ? null : (
          <button
            type="button"
            disabled={isBusy}
            onClick={() => run(async () => location.assign(await give(session, signed)))}
          >
            {t('Give the consent')}
          </button>
        )}
        <button type="button" disabled={isBusy} onClick={() => run(refuse)}>
          {t('Refuse')}
        </button>
      </p>
      {standing === undefined ? null : <Outcome {...standing} />}
      {handed === undefined ? null : <HandOn signed={handed} />}
      {signed === undefined ? null : <SignedStatementView signed={signed} isEnough={isEnough} />}
      {isEnough ? null : <GrantFile onRead={(read) => run(async () => add(read))} />}
    </form>
  );
}

interface Giving {
  readonly signed: SignedGrant | undefined;
  /** Whether the account's policy is met. */
  readonly isEnough: boolean;
  /** Of the transaction with the mandates. */
  readonly standing: Standing | undefined;
  /** That transaction, where others have to sign it. */
  readonly handed: SignedTransaction | undefined;
  /** Signs, and gives the consent where that is enough. */
  sign(texts: Texts): Promise<void>;
  /** What others have signed of it. */
  add(read: SignedGrant): void;
}

function useGiving(request: ConsentRequest, begun: SignedGrant | undefined): Giving {
  const wallet = useWallet();
  const keys = useWalletKeys();
  const [signed, setSigned] = useState(begun);
  const [isEnough, setEnough] = useState(false);
  const [standing, setStanding] = useState<Standing>();
  const [handed, setHanded] = useState<SignedTransaction>();
  // Whoever granted the mandates, and then did not sign the consent, grants no second ones.
  const granted = useRef<{ readonly account: Address; readonly made: MandateTransaction }>(null);
  const mandatesBy = async (by: Signatory): Promise<MandateTransaction> => {
    const { address: account } = by.account;
    if (granted.current?.account === account) return granted.current.made;
    const made = await grantMandates(wallet, request, by, setStanding);
    granted.current = { account, made };
    if (made.handed !== null) {
      setHanded(made.handed);
      saveTransaction(made.handed);
    }
    return made;
  };
  return {
    ...{ signed, isEnough, standing, handed },
    async sign({ account = '', mandates = '' }) {
      const address = signed?.statement.consent.account ?? parseAddress(account);
      if (address === undefined) throw new Error(t('choose the account'));
      const places = signed?.witnesses.map(({ keyIndex }) => keyIndex);
      const by = await signatoryOf(wallet, keys, address, places);
      const known = namedTransaction(mandates);
      const open = signed ?? grantOf(request, by, (known ?? (await mandatesBy(by))).id);
      const next = await addSignature(wallet, open, by);
      setSigned(next);
      setEnough(isSigned(next, by));
      if (isSigned(next, by)) location.assign(await give(wallet.session, next));
      else saveStatement(next);
    },
    add(read) {
      expectAnswer(read, request);
      setSigned(signed === undefined ? read : mergeStatements(signed, read));
    },
  };
}

function SignedAccount({ signed }: { readonly signed: SignedGrant }): JSX.Element {
  const { account } = signed.statement.consent;
  return <Facts facts={[[t('Account'), <span class="mono">{groupedAddress(account)}</span>]]} />;
}

type Texts = Readonly<Record<string, string>>;

/** Accounts that keys of this browser sign for. */
function AccountField(): JSX.Element {
  const { database } = useWallet();
  const keys = useWalletKeys();
  const [shared, setShared] = useState<readonly Address[]>([]);
  useEffect(() => inBackground(listShared(database).then(setShared)), []);
  const own = keys.map((key) => [formatAddress(key.account), nameOf(key)] as const);
  const others = shared
    .map((account) => formatAddress(account))
    .filter((text) => own.every(([account]) => account !== text))
    .map((text) => [text, t('Shared account')] as const);
  return (
    <Labelled label={t('For the account')} hint={t('one that a key of this browser signs for')}>
      {(ids) => (
        <select {...ids} name="account">
          {[...own, ...others].map(([account, name]) => (
            <option key={account} value={account}>
              {name} {account}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

function MandateNote(): JSX.Element {
  return (
    <>
      <p>
        {t(
          'It asks to pay, so you sign twice: first a mandate on the chain, by which every validator keeps the client to these limits, then the consent.',
        )}
      </p>
      <details>
        <summary>{t('The mandate is on the chain already')}</summary>
        <LabelledInput
          label={t('Transaction that granted it')}
          name="mandates"
          hint={t('its id of 64 digits')}
        />
      </details>
    </>
  );
}
