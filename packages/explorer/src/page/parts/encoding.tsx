/** The encoding of a transaction in hexadecimal, field by field: what is signed, hashed and sent. */
import { toHex } from '@trellis/crypto';
import type { SignedTransaction } from '@trellis/protocol';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { encodingPieces } from '../encoding-pieces.ts';
import { whole } from '../format.ts';
import { t } from '../language.ts';
import { CopyButton } from './copy-button.tsx';
import { Table } from './table.tsx';

/** Of a longer field, such as a signature, this much is shown. */
const shownBytes = 64;

export function Encoding({
  signed,
  encoded,
}: {
  readonly signed: SignedTransaction;
  readonly encoded: Uint8Array;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('Encoding in hexadecimal')}</summary>
      {isOpen ? (
        <>
          <p>
            {t('{0} bytes', whole(encoded.length))}{' '}
            <CopyButton text={toHex(encoded)} what={t('the whole encoding')} />
          </p>
          <Pieces signed={signed} encoded={encoded} />
        </>
      ) : null}
    </details>
  );
}

function Pieces({
  signed,
  encoded,
}: {
  readonly signed: SignedTransaction;
  readonly encoded: Uint8Array;
}): JSX.Element {
  let end = 0;
  const rows = encodingPieces(signed).map(({ name, bytes }) => {
    const from = end;
    end += bytes;
    return { name, from, bytes: encoded.subarray(from, end) };
  });
  return (
    <Table
      label={t('Fields of the encoding')}
      rows={rows}
      keyOf={({ from }) => String(from)}
      empty={t('Nothing.')}
      columns={[
        { title: t('Field'), cell: ({ name }) => name },
        { title: t('From byte'), isNumber: true, cell: ({ from }) => whole(from) },
        { title: t('Bytes'), isNumber: true, cell: ({ bytes }) => whole(bytes.length) },
        { title: t('Hex'), cell: ({ bytes }) => <span class="mono hex">{hexText(bytes)}</span> },
      ]}
    />
  );
}

function hexText(bytes: Uint8Array): string {
  const shown = toHex(bytes.subarray(0, shownBytes));
  const more = bytes.length - shownBytes;
  return more > 0 ? t('{0}… and {1} bytes more', shown, whole(more)) : shown;
}
