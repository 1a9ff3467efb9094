/**
 * An operation, part by part. It goes by what the parts are rather than by which operation it is, so that
 * one that this page has never heard of is shown whole as well.
 */
import { isHash, isMeantAsAddress, isSchemeName, schemes } from '@trellis/crypto';
import { type Json, type Operation, operationCodec, periodText } from '@trellis/protocol';
import type { ComponentChildren, JSX } from 'preact';
import { bytesText, timeText, whole, words } from '../format.ts';
import { t } from '../language.ts';
import { meaningOfNumber } from '../number-part.ts';
import { Amount } from './amount.tsx';
import { Facts } from './facts.tsx';
import { AccountLink, AssetLink, BlockLink, HoldLink } from './links.tsx';

/** All parts of an operation, its kind by the name that the API has for it. */
export function OperationParts({ operation }: { readonly operation: Operation }): JSX.Element {
  const json = operationCodec.toJson(operation);
  return <Parts json={isObject(json) ? { operation: operation.type, ...json } : json} />;
}

/** All parts of an action of a proposal, from its JSON. */
export function ActionParts({ json }: { readonly json: Json }): JSX.Element {
  return <Parts json={json} />;
}

type JsonObject = { readonly [name: string]: Json };

function isObject(json: Json): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function Parts({ json }: { readonly json: Json }): JSX.Element {
  if (!isObject(json)) return <>{String(json)}</>;
  const facts = Object.entries(json)
    .filter(([name]) => name !== 'type')
    .map(([name, part]) => [words(name), partView(name, part, json)] as const);
  return <Facts facts={facts} />;
}

const bytesNames: ReadonlySet<string> = new Set([
  'publicKey',
  'signature',
  'preimage',
  'note',
  'encapsulated',
  'wrappedKey',
  'ciphertext',
]);

function partView(name: string, part: Json, whole_: JsonObject): ComponentChildren {
  if (part === null) return t('none');
  if (Array.isArray(part)) {
    return part.length === 0 ? t('none') : <PartList name={name} parts={part} within={whole_} />;
  }
  if (isObject(part)) {
    return (
      <>
        {typeof part.type === 'string' ? <b>{words(part.type)}</b> : null}
        <Parts json={part} />
      </>
    );
  }
  if (typeof part === 'number') return whole(part);
  if (typeof part !== 'string') return String(part);
  if (isMeantAsAddress(part)) {
    // A key is named by an address too, but it is nobody's account.
    return isKeyOf(whole_) ? <span class="mono">{part}</span> : <AccountLink address={part} />;
  }
  if (name === 'hold') return <HoldLink id={part} />;
  if (name === 'asset') return <AssetLink asset={part} />;
  if (/^\d+$/.test(part) && !isHash(part)) return numberView(name, part, whole_.asset);
  if (isHash(part)) return <span class="mono">{part}</span>;
  if (bytesNames.has(name)) return bytesText(Math.floor((part.length * 3) / 4));
  if (isSchemeName(part))
    return `${part}${schemes[part].postQuantum ? '' : ` (${t('classical')})`}`;
  return part;
}

function numberView(name: string, digits: string, asset: Json | undefined): ComponentChildren {
  const number = BigInt(digits);
  const code = typeof asset === 'string' ? asset : '';
  switch (meaningOfNumber(name, digits, code !== '')) {
    case 'amount':
      return <Amount amount={number} asset={code} />;
    case 'time':
      return timeText(number);
    case 'period':
      return periodText(number);
    case 'height':
      return <BlockLink height={number} />;
    case 'number':
      return whole(number);
    case 'text':
      return digits;
  }
}

function isKeyOf(json: JsonObject): boolean {
  return 'scheme' in json;
}

function PartList({
  name,
  parts,
  within,
}: {
  readonly name: string;
  readonly parts: readonly Json[];
  readonly within: JsonObject;
}): JSX.Element {
  return (
    <ol class="parts">
      {parts.map((part) => (
        <li key={JSON.stringify(part)}>{partView(name, part, within)}</li>
      ))}
    </ol>
  );
}
