/**
 * Which bytes of a transaction's encoding are which field (SSZ containers and lists: what is of fixed size stands in place,
 * the rest behind it at an offset that stands in its place).
 */
import { operationCodec, rawText, type SignedTransaction, type Witness } from '@trellis/protocol';
import { t } from './language.ts';

export interface Piece {
  readonly name: string;
  readonly bytes: number;
}

/** A field of a container: in its place, or behind the fixed part. */
type FieldPieces =
  | { readonly name: string; readonly fixed: number }
  | { readonly name: string; readonly behind: readonly Piece[] };

const offsetBytes = 4;

/** The pieces of the whole encoding, in their order. */
export function encodingPieces({ transaction, witnesses }: SignedTransaction): readonly Piece[] {
  const { chainId, operations, memo } = transaction;
  return container([
    {
      name: 'transaction',
      behind: container([
        whole(t('chain id'), utf8Bytes(chainId)),
        { name: 'sender', fixed: 32 },
        { name: 'sequence', fixed: 8 },
        { name: t('valid until'), fixed: 8 },
        {
          name: 'operations',
          behind: list(
            operations.map((one, index) => [
              {
                name: t('operation {0}: {1}', index + 1, one.type),
                bytes: operationCodec.byteLength(one),
              },
            ]),
            'operation',
          ),
        },
        whole('memo', utf8Bytes(rawText(memo))),
      ]),
    },
    { name: 'witnesses', behind: list(witnesses.map(witnessPieces), 'witness') },
  ]);
}

function witnessPieces({ signature, publicKey }: Witness, index: number): readonly Piece[] {
  const name = (part: string): string => t('witness {0}: {1}', index + 1, part);
  // An optional value that is there has the byte 1 before it.
  const key = publicKey === null ? 0 : 1 + publicKey.length;
  return container([
    { name: name('account'), fixed: 32 },
    { name: name(t('key index')), fixed: 1 },
    whole(name('signature'), signature.length),
    whole(name(t('public key')), key),
  ]);
}

const utf8Bytes = (text: string): number => new TextEncoder().encode(text).length;

const whole = (name: string, bytes: number): FieldPieces => ({ name, behind: [{ name, bytes }] });

function container(fields: readonly FieldPieces[]): readonly Piece[] {
  const inPlace = fields.map((field) =>
    'fixed' in field
      ? { name: field.name, bytes: field.fixed }
      : { name: t('offset of {0}', field.name), bytes: offsetBytes },
  );
  const behind = fields.flatMap((field) => ('behind' in field ? field.behind : []));
  return [...inPlace, ...behind.filter(({ bytes }) => bytes > 0)];
}

/** Of elements of variable size: their offsets, then they. */
function list(elements: readonly (readonly Piece[])[], name: string): readonly Piece[] {
  const offsets = elements.map((_one, index) => ({
    name: t('offset of {0} {1}', name, index + 1),
    bytes: offsetBytes,
  }));
  return [...offsets, ...elements.flat()];
}
