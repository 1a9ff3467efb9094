/** Small parts that the screens of the wallet share. */

import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { inBackground } from '../page/background.ts';
import type { Verification } from '../page/proof.ts';
import { messageOf } from '../page/proof.ts';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
}

interface InputProps extends FieldProps {
  readonly name?: string;
  readonly type?: 'text' | 'password' | 'file' | 'datetime-local';
  readonly accept?: string;
  readonly inputMode?: 'decimal' | 'text';
  /** What it begins with. */
  readonly given?: string;
  readonly onChange?: (input: HTMLInputElement) => void;
}

/** An input with its label, and what is said about it. */
export function LabelledInput({
  label,
  hint,
  problem,
  onChange,
  type = 'text',
  given = '',
  ...input
}: InputProps): JSX.Element {
  return (
    <Labelled label={label} hint={hint} problem={problem}>
      {(ids) => {
        const shared = {
          autocomplete: 'off',
          spellcheck: false,
          ...ids,
          ...input,
          onChange: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
            onChange?.(currentTarget),
        };
        switch (type) {
          case 'text':
            return <input type="text" defaultValue={given} {...shared} />;
          case 'password':
            return <input type="password" {...shared} />;
          case 'file':
            return <input type="file" {...shared} />;
          case 'datetime-local':
            return <input type="datetime-local" {...shared} />;
        }
      }}
    </Labelled>
  );
}

/** What an input has to say of itself, so that its label and what is said about it are read with it. */
interface InputIds {
  readonly id: string;
  readonly 'aria-describedby': string;
  readonly 'aria-invalid': boolean;
}

/** A label, what it labels, and what is said about it. */
export function Labelled({
  label,
  hint,
  problem,
  children,
}: FieldProps & { readonly children: (ids: InputIds) => ComponentChildren }): JSX.Element {
  const id = useId();
  const about = `${id}-about`;
  return (
    <p class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': about, 'aria-invalid': problem !== undefined })}
      <span id={about} class={problem === undefined ? 'quiet' : 'bad'}>
        {problem ?? hint ?? ''}
      </span>
    </p>
  );
}

/** What is being done, or why it was not done. */
export type Work =
  | { readonly state: 'idle' }
  | { readonly state: 'busy' }
  | { readonly state: 'failed'; readonly error: unknown };

/** Runs one thing at a time, and says how it stands. */
export function useWork(): readonly [Work, (work: () => Promise<void>) => void] {
  const [state, setState] = useState<Work>({ state: 'idle' });
  const run = (work: () => Promise<void>): void => {
    setState({ state: 'busy' });
    // What is thrown before the first wait is a failure of the work as well.
    const working = async (): Promise<void> => work();
    inBackground(
      working().then(
        () => setState({ state: 'idle' }),
        (error: unknown) => setState({ state: 'failed', error }),
      ),
    );
  };
  return [state, run];
}

export function WorkProblem({ work }: { readonly work: Work }): JSX.Element {
  return (
    <p class="problem" role="alert">
      {work.state === 'failed' ? messageOf(work.error) : ''}
    </p>
  );
}

/** The texts of a form by their names. */
export function textsOf(form: HTMLFormElement): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value : '']),
  );
}

/** Takes what was typed into one field of a form. */
export function clearField(form: HTMLFormElement, name: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLInputElement) field.value = '';
}

/** Whether a value is proven; without a link, as there need not be an explorer beside the wallet. */
export function ProvenSign({ verification }: { readonly verification: Verification }): JSX.Element {
  const { state } = verification;
  const text = state === 'proven' ? 'proven here' : verification.reason;
  const sign = { proven: '✓', failed: '✗', unchecked: '–' }[state];
  return (
    <span class={`sign ${state}`} role="img" aria-label={text} title={text}>
      {sign}
    </span>
  );
}
