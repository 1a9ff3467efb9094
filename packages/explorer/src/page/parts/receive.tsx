/** How an account is paid: its address or a payment request, as text and as a QR code. */
import { formatPaymentRequest, parseAmount } from '@trellis/client';
import { type Address, formatAddress } from '@trellis/crypto';
import { type AssetCode, isAssetCode, limits, noRemittance } from '@trellis/protocol';
import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { t } from '../language.ts';
import { useDecimals } from './amount.tsx';
import { CopyButton } from './copy-button.tsx';

export function Receive({
  address,
  assets,
}: {
  readonly address: Address;
  readonly assets: readonly AssetCode[];
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="receive" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('Receive: QR code and payment request')}</summary>
      {isOpen ? <Request address={address} assets={assets} /> : null}
    </details>
  );
}

function Request({
  address,
  assets,
}: {
  readonly address: Address;
  readonly assets: readonly AssetCode[];
}): JSX.Element {
  const { genesis } = useApp().session;
  // Whoever holds nothing yet can still ask for it.
  const [code, setCode] = useState<string>(assets[0] ?? '');
  const asset = isAssetCode(code) ? code : undefined;
  const known = useId();
  const [amount, setAmount] = useState('');
  const decimals = useDecimals(asset ?? '');
  const problem = amount === '' ? undefined : requestProblem(amount, asset, decimals);
  const isRequest = asset !== undefined && amount !== '' && problem === undefined;
  const text = isRequest
    ? formatPaymentRequest({
        chainId: genesis.chainId,
        to: address,
        asset,
        amount,
        remittance: noRemittance,
        expiresAt: null,
      })
    : formatAddress(address);
  return (
    <>
      <p class="list-bar">
        <label>
          {t('Amount')}{' '}
          <input
            inputMode="decimal"
            autocomplete="off"
            value={amount}
            onInput={({ currentTarget }) => setAmount(currentTarget.value.trim())}
          />
        </label>
        <label>
          {t('Asset')}{' '}
          <input
            size={limits.assetCodeBytesMax}
            list={known}
            autocomplete="off"
            value={code}
            onInput={({ currentTarget }) => setCode(currentTarget.value.trim().toUpperCase())}
          />
        </label>
        <datalist id={known}>
          {assets.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </datalist>
        <span class="bad" role="alert">
          {problem ?? ''}
        </span>
      </p>
      <QrCode text={text} what={isRequest ? t('the payment request') : t('the address')} />
      <p>
        <code class="mono">{text}</code>{' '}
        <CopyButton text={text} what={isRequest ? t('the payment request') : t('the address')} />
      </p>
    </>
  );
}

function requestProblem(
  amount: string,
  asset: AssetCode | undefined,
  decimals: number | undefined,
): string | undefined {
  if (asset === undefined) {
    const most = limits.assetCodeBytesMax;
    return t('enter the code of an asset, such as EUR: at most {0} characters', most);
  }
  if (decimals === undefined || parseAmount(amount, decimals) !== undefined) return undefined;
  return t(
    'enter an amount above zero, such as 12.50: a point, no spaces, at most {0} decimals',
    decimals,
  );
}

/** Drawn by the browser alone; the text stands beside it. */
function QrCode({ text, what }: { readonly text: string; readonly what: string }): JSX.Element {
  const [rows, setRows] = useState<readonly (readonly boolean[])[]>([]);
  useEffect(() => {
    let isOver = false;
    import('uqr').then(
      ({ encode }) => {
        if (!isOver) setRows(encode(text, { ecc: 'M', border: 4 }).data);
      },
      // It is loaded on demand, and the node can be away: the text can be copied all the same.
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [text]);
  const path = rows
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      class="qr"
      role="img"
      aria-label={t('QR code of {0}', what)}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
    >
      <path d={path} />
    </svg>
  );
}
