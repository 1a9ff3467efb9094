/** The form of one action, and what became of it. */
import type { SignedTransaction } from '@trellis/protocol';
import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { codeWord } from '../../page/code-words.ts';
import { t } from '../../page/language.ts';
import { act, needsOthers, type Standing, signAsOneOfSeveral } from '../consent.ts';
import { readChosenFile } from '../file-access.ts';
import { type Field, type Form, sharedFields } from '../form.ts';
import { forms } from '../forms.ts';
import { linkOfRequest, requestIn } from '../link.ts';
import { Labelled, LabelledInput, textsOf, useWork, WorkProblem } from '../parts.tsx';
import { saveTransaction } from '../transaction-file.ts';
import { FieldProblem, readValues } from '../values.ts';
import type { WalletKey } from '../vault.ts';
import { useChosenKey, useWallet } from '../wallet-context.ts';
import { FromAccount } from './from-account.tsx';
import { HandOn } from './hand-on.tsx';
import { Outcome } from './outcome.tsx';

/** Links to all of them, by their groups. */
export function Actions(): JSX.Element {
  const groups = [...new Set(forms.map(({ group }) => group))];
  return (
    <>
      <h1 tabIndex={-1}>{t('Actions')}</h1>
      {groups.map((group) => (
        <section key={group} aria-label={t(group)}>
          <h2>{t(group)}</h2>
          <ul class="actions">
            {forms
              .filter((form) => form.group === group)
              .map(({ name, title }) => (
                <li key={name}>
                  <a href={`#/do/${name}`}>{title}</a>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <section aria-label={t('Signatures of several')}>
        <h2>{t('Signatures of several')}</h2>
        <ul class="actions">
          <li>
            <a href="#/file">{t('Sign a transaction of a file or a link')}</a>
          </li>
        </ul>
      </section>
      <section aria-label={t('Messages')}>
        <h2>{t('Messages')}</h2>
        <ul class="actions">
          <li>
            <a href="#/messages">{t('Publish the encryption key, read sealed messages')}</a>
          </li>
        </ul>
      </section>
    </>
  );
}

interface DoProps {
  /** What a link may fill in: a mandate, and nothing that says who is paid what. */
  readonly mandate: string | null;
}

export function Do({ name, mandate }: DoProps & { readonly name: string }): JSX.Element {
  const form = forms.find((one) => one.name === name);
  if (form === undefined) return <h1 tabIndex={-1}>{t('Page not found')}</h1>;
  return <DoForm key={form.name} form={form} mandate={mandate} />;
}

function DoForm({ form, mandate }: DoProps & { readonly form: Form }): JSX.Element {
  const key = useChosenKey();
  return key === undefined ? (
    <NoKey />
  ) : (
    <FormOf key={key.address} form={form} walletKey={key} mandate={mandate} />
  );
}

function FormOf({
  form,
  walletKey: key,
  mandate,
}: DoProps & {
  readonly form: Form;
  readonly walletKey: WalletKey;
}): JSX.Element {
  const wallet = useWallet();
  const [work, run] = useWork();
  const [standing, setStanding] = useState<Standing>();
  const [handed, setHanded] = useState<SignedTransaction>();
  // The same form submitted again is the same payment, however often somebody clicks.
  const idempotencyKey = useRef<string>(crypto.randomUUID());
  const problem = work.state === 'failed' && work.error instanceof FieldProblem ? work.error : null;
  const shown = useFocusOn(problem);
  const fields = [...form.fields, ...sharedFields];
  const submit = async (texts: Readonly<Record<string, string>>): Promise<void> => {
    if (form.name === 'pay' && leadToRequest(texts.to)) return;
    const values = readValues(wallet.session, texts);
    const empty = fields.find(({ name, isOptional }) => !isOptional && !values.has(name));
    if (empty !== undefined) throw new FieldProblem(empty.name, t('this can’t be empty'));
    const memo = values.text('memo');
    const sender = values.has('sender') ? await values.account('sender') : key.account;
    const operations = await form.build(values, { own: sender, session: wallet.session });
    const plan = { sender, operations, memo };
    if (await needsOthers(wallet.session, plan, key)) {
      const signed = await signAsOneOfSeveral(wallet, key, plan);
      setHanded(signed);
      return saveTransaction(signed);
    }
    await act(wallet, key, { ...plan, idempotencyKey: idempotencyKey.current }, setStanding);
    // It is final, or nothing was signed: what follows is another payment.
    idempotencyKey.current = crypto.randomUUID();
  };
  const isElsewhere = problem !== null && !fields.some(({ name }) => name === problem.field);
  return (
    <>
      <h1 tabIndex={-1}>{form.title}</h1>
      <FromAccount walletKey={key} />
      <form
        ref={shown}
        onSubmit={(event) => {
          event.preventDefault();
          const texts = textsOf(event.currentTarget);
          run(() => submit(texts));
        }}
      >
        {fields.map((field) => (
          <FieldView
            key={field.name}
            field={field}
            given={field.name === 'mandate' ? (mandate ?? '') : ''}
            problem={problem?.field === field.name ? problem.message : undefined}
          />
        ))}
        {problem === null || isElsewhere ? <WorkProblem work={work} /> : null}
        <p>
          <button type="submit" class="primary" disabled={work.state === 'busy'}>
            {work.state === 'busy' ? t('Working…') : t('Review')}
          </button>
        </p>
      </form>
      {standing === undefined ? null : <Outcome {...standing} />}
      {handed === undefined ? null : <HandOn signed={handed} />}
    </>
  );
}

/** Goes to the page of a payment request that was pasted as the payee. */
function leadToRequest(typed: string | undefined): boolean {
  const request = requestIn(typed);
  if (request === undefined) return false;
  location.hash = linkOfRequest(request);
  return true;
}

/** Takes the user to the field that is wrong: on a phone it may be far above the button. */
function useFocusOn(problem: FieldProblem | null): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem === null) return;
    const field = form.current?.elements.namedItem(problem.field);
    if (field instanceof HTMLElement) field.focus();
  }, [problem]);
  return form;
}

export function NoKey(): JSX.Element {
  return (
    <>
      <h1 tabIndex={-1}>{t('No key yet')}</h1>
      <p>
        <a href="#/new">{t('Make a key')}</a> {t('or')} <a href="#/import">{t('import a key')}</a>{' '}
        {t('first.')}
      </p>
    </>
  );
}

function FieldView({
  field: { name, label, kind, hint, isOptional },
  given,
  problem,
}: {
  readonly field: Field;
  readonly given: string;
  readonly problem: string | undefined;
}): JSX.Element {
  const shown = isOptional ? t('{0} (optional)', label) : label;
  const about = { label: shown, hint, problem };
  if (kind === 'line') return <LabelledInput {...about} name={name} given={given} />;
  if (kind === 'amount') return <LabelledInput {...about} name={name} inputMode="decimal" />;
  if (kind === 'moment') return <LabelledInput {...about} name={name} type="datetime-local" />;
  if (kind === 'lines') return <LinesField {...about} name={name} />;
  return (
    <Labelled {...about}>
      {(ids) => (
        <select {...ids} name={name}>
          {kind.choices.map((choice) => (
            <option key={choice} value={choice}>
              {codeWord(choice)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** Several lines, typed or from a file. */
function LinesField({
  name,
  ...about
}: Omit<Parameters<typeof Labelled>[0], 'children'> & { readonly name: string }): JSX.Element {
  const [text, setText] = useState('');
  return (
    <>
      <Labelled {...about}>
        {(ids) => (
          <textarea
            {...ids}
            name={name}
            rows={6}
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        )}
      </Labelled>
      <LabelledInput
        label={t('From a file')}
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        onChange={(input) => {
          readChosenFile(input).then(
            (read) => setText(read ?? ''),
            () => setText(''),
          );
        }}
      />
    </>
  );
}
