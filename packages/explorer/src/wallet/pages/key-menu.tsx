/** What can be done with a key: export, passkey, password, and taking it away. */
import { readKeyFileHeader } from '@trellis/crypto';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../page/language.ts';
import { saveFile } from '../file-access.ts';
import { expectNewPassword } from '../new-password.ts';
import { LabelledInput, textsOf, useWork, WorkProblem } from '../parts.tsx';
import { createPasskey, hasPasskeys } from '../passkey.ts';
import { changeKey, deleteKey, resealed, type WalletKey } from '../vault.ts';
import { nameOf, useWallet } from '../wallet-context.ts';

export function KeyMenu({ walletKey }: { readonly walletKey: WalletKey }): JSX.Element {
  return (
    <details class="key-menu">
      <summary>{t('Export, passkey, password, delete')}</summary>
      <ExportKey walletKey={walletKey} />
      {hasPasskeys() ? <PasskeyOf walletKey={walletKey} /> : null}
      <ChangePassword walletKey={walletKey} />
      <DeleteKey walletKey={walletKey} />
    </details>
  );
}

interface OfKey {
  readonly walletKey: WalletKey;
}

/** The file is as it is kept: encrypted with the password. */
function ExportKey({ walletKey }: OfKey): JSX.Element {
  const { database, reload } = useWallet();
  const [work, run] = useWork();
  return (
    <p>
      <button
        type="button"
        onClick={() =>
          run(async () => {
            saveFile(`${walletKey.address.slice(0, 16)}.json`, walletKey.keyFile);
            await changeKey(database, walletKey.address, (one) => ({ ...one, isBackedUp: true }));
            await reload();
          })
        }
      >
        {t('Save the key as a file')}
      </button>{' '}
      <span class="quiet">{t('encrypted with its password; “trellis keys import” reads it')}</span>
      <WorkProblem work={work} />
    </p>
  );
}

function PasskeyOf({ walletKey }: OfKey): JSX.Element {
  const { database, reload } = useWallet();
  const [work, run] = useWork();
  if (walletKey.passkey !== null) {
    return (
      <p>
        {t('A passkey opens this key.')}{' '}
        <button
          type="button"
          onClick={() =>
            run(async () => {
              await changeKey(database, walletKey.address, (one) => ({ ...one, passkey: null }));
              await reload();
            })
          }
        >
          {t('Take the passkey away')}
        </button>
        <WorkProblem work={work} />
      </p>
    );
  }
  const add = async (password: string): Promise<void> => {
    const made = await createPasskey(nameOf(walletKey));
    const secret = { type: 'password', password } as const;
    const sealing = { password: made.password, passwordKind: 'random' } as const;
    const keyFile = await resealed(database, walletKey.address, secret, sealing);
    const passkey = { ...made.passkey, keyFile };
    await changeKey(database, walletKey.address, (one) => ({ ...one, passkey }));
    await reload();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { password = '' } = textsOf(event.currentTarget);
        event.currentTarget.reset();
        run(() => add(password));
      }}
    >
      <h3>{t('Add a passkey')}</h3>
      <LabelledInput label={t('Its password')} name="password" type="password" />
      <WorkProblem work={work} />
      <button type="submit" disabled={work.state === 'busy'}>
        {t('Add a passkey')}
      </button>
    </form>
  );
}

function ChangePassword({ walletKey }: OfKey): JSX.Element {
  const { database, reload } = useWallet();
  const [work, run] = useWork();
  const [isChanged, setChanged] = useState(false);
  const change = async (texts: Readonly<Record<string, string>>): Promise<void> => {
    const { old = '' } = texts;
    const password = expectNewPassword(texts);
    const { label } = readKeyFileHeader(walletKey.keyFile);
    const sealing = { password, passwordKind: 'chosen', ...(label && { label }) } as const;
    const secret = { type: 'password', password: old } as const;
    const keyFile = await resealed(database, walletKey.address, secret, sealing);
    await changeKey(database, walletKey.address, (one) => ({ ...one, keyFile }));
    await reload();
    setChanged(true);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const texts = textsOf(event.currentTarget);
        event.currentTarget.reset();
        setChanged(false);
        run(() => change(texts));
      }}
    >
      <h3>{t('Change the password')}</h3>
      <LabelledInput label={t('Its password now')} name="old" type="password" />
      <NewPasswordFields />
      <WorkProblem work={work} />
      <p class="good" role="status">
        {isChanged
          ? t(
              'The password was changed. Save the key as a file again: an older one has the old password.',
            )
          : ''}
      </p>
      <button type="submit" disabled={work.state === 'busy'}>
        {work.state === 'busy' ? t('Encrypting…') : t('Change the password')}
      </button>
    </form>
  );
}

export function NewPasswordFields(): JSX.Element {
  return (
    <>
      <LabelledInput
        label={t('New password')}
        name="password"
        type="password"
        hint={t('at least 12 characters; nobody can recover it')}
      />
      <LabelledInput label={t('New password again')} name="again" type="password" />
    </>
  );
}

function DeleteKey({ walletKey }: OfKey): JSX.Element {
  const { database, reload } = useWallet();
  const [work, run] = useWork();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const { confirmed = '' } = textsOf(event.currentTarget);
        run(async () => {
          if (confirmed.trim() !== nameOf(walletKey)) {
            throw new Error(t('type {0} to take it out of this browser', nameOf(walletKey)));
          }
          await deleteKey(database, walletKey.address);
          await reload();
        });
      }}
    >
      <h3>{t('Delete the key')}</h3>
      <LabelledInput label={t('Type {0}', nameOf(walletKey))} name="confirmed" />
      <WorkProblem work={work} />
      <button type="submit">{t('Delete it from this browser')}</button>
    </form>
  );
}
