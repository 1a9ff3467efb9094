/** "Verified in your browser": how it went, and step by step when it is opened. */
import type { JSX } from 'preact';
import { count } from '../format.ts';
import { isCurrent } from '../head-state.ts';
import { t } from '../language.ts';
import { chainOfProof, type Step, type Verification } from '../proof.ts';
import { proofSource } from '../proof-source.ts';
import { pathTo } from '../router.ts';
import type { Loaded } from '../use-proven.ts';
import { useHeadState } from './head-line.tsx';

const stepTitles: Readonly<Record<Step['name'], string>> = {
  header: t('Header'),
  certificate: t('Certificate'),
  signatures: t('Signatures'),
  proof: t('Proof'),
};

const stepSigns: Readonly<Record<Step['state'], readonly [sign: string, word: string]>> = {
  ok: ['✓', t('holds')],
  failed: ['✗', t('fails')],
  unknown: ['–', t('not reached')],
};

/** The mark of a page, over everything on it that is final. */
export function PageMark({ loaded }: { readonly loaded: Loaded<unknown> }): JSX.Element | null {
  if (loaded.state !== 'ready') return null;
  const { verifications, proofs, isOfNow } = loaded;
  if (verifications.length < proofs) return <Mark kind="checking" text={t('checking…')} />;
  const Kind = isOfNow ? CurrentMarks : Marks;
  return <Kind verifications={verifications} />;
}

/** Of what is so now: old while the node is silent. */
export function CurrentMarks(checked: MarksProps): JSX.Element | null {
  const head = useHeadState();
  if (isCurrent(head)) return <Marks {...checked} />;
  const text = t('not current: {0}. It was so when it was checked', head.text);
  return <Mark kind="old" text={text} />;
}

interface MarksProps {
  readonly verifications: readonly Verification[];
}

/** One mark for several checks: as bad as the worst of them. */
export function Marks({ verifications }: MarksProps): JSX.Element | null {
  const failed = verifications.filter((one) => one.state === 'failed');
  const unchecked = verifications.filter((one) => one.state === 'unchecked');
  const [worst] = [...failed, ...unchecked, ...verifications];
  if (worst === undefined) return null;
  const others = verifications.length > 1 ? ` (${count(verifications.length, 'proof')})` : '';
  const body = <Steps verifications={verifications} />;
  switch (worst.state) {
    case 'failed':
      return (
        <div role="alert">
          <Mark
            kind="failed"
            text={t('Verification failed: {0}', worst.reason)}
            body={body}
            isOpen={true}
          />
        </div>
      );
    case 'unchecked':
      return <Mark kind="unchecked" text={t('not checked: {0}', worst.reason)} body={body} />;
    case 'proven':
      return <Mark kind="proven" text={`${t('verified in your browser')}${others}`} body={body} />;
  }
}

const kindSigns = { proven: '✓', failed: '✗', unchecked: '–', checking: '…', old: '!' } as const;

function Mark({
  kind,
  text,
  body = null,
  isOpen = false,
}: {
  readonly kind: keyof typeof kindSigns;
  readonly text: string;
  readonly body?: JSX.Element | null;
  readonly isOpen?: boolean;
}): JSX.Element {
  const line = (
    <>
      <span aria-hidden="true">{kindSigns[kind]}</span> {text}
    </>
  );
  if (body === null) return <p class={`mark ${kind}`}>{line}</p>;
  return (
    <details class={`mark ${kind}`} open={isOpen}>
      <summary>{line}</summary>
      {body}
    </details>
  );
}

function Steps({
  verifications,
}: {
  readonly verifications: readonly Verification[];
}): JSX.Element {
  return (
    <div class="steps">
      {verifications.map((verification) => (
        <section key={verification.what}>
          <h3>{verification.what}</h3>
          <ProofLink verification={verification} />
          {verification.state === 'unchecked' ? (
            <p>{verification.reason}</p>
          ) : (
            <ol>
              {verification.steps.map((step) => (
                <li key={step.name} class={step.state}>
                  <StepLine step={step} />
                </li>
              ))}
            </ol>
          )}
        </section>
      ))}
    </div>
  );
}

function ProofLink({ verification }: { readonly verification: Verification }): JSX.Element | null {
  if (verification.state !== 'proven') return null;
  const { name } = verification;
  if (name === undefined || proofSource(name) === undefined) return null;
  return (
    <p>
      <a href={pathTo('proof', name)}>{t('The proof itself, and how to check it by command')}</a>
    </p>
  );
}

function StepLine({ step }: { readonly step: Step }): JSX.Element {
  const [sign, word] = stepSigns[step.state];
  return (
    <>
      <span class="sign" role="img" aria-label={word}>
        {sign}
      </span>
      <b>{stepTitles[step.name]}</b> <span>{step.text}</span>
    </>
  );
}

/** One sign in a row of a table. */
export function SmallMark({
  verification,
}: {
  readonly verification: Verification | undefined;
}): JSX.Element {
  if (verification === undefined) return <SignOnly kind="checking" label={t('being checked')} />;
  switch (verification.state) {
    case 'proven':
      return <ProvenSign verification={verification} />;
    case 'failed':
      return <SignOnly kind="failed" label={t('Verification failed: {0}', verification.reason)} />;
    case 'unchecked':
      return <SignOnly kind="unchecked" label={t('not checked: {0}', verification.reason)} />;
  }
}

/** Hovering and focusing tell the chain of proof; it leads to the proof itself. */
function ProvenSign({
  verification: { name, steps },
}: {
  readonly verification: Extract<Verification, { readonly state: 'proven' }>;
}): JSX.Element {
  const label = t('verified in your browser. {0}', chainOfProof(steps));
  if (name === undefined || proofSource(name) === undefined) {
    return <SignOnly kind="proven" label={label} />;
  }
  return (
    <a class="sign proven" href={pathTo('proof', name)} title={label} aria-label={label}>
      ✓
    </a>
  );
}

function SignOnly({
  kind,
  label,
}: {
  readonly kind: keyof typeof kindSigns;
  readonly label: string;
}): JSX.Element {
  return (
    <span class={`sign ${kind}`} role="img" aria-label={label} title={label}>
      {kindSigns[kind]}
    </span>
  );
}
