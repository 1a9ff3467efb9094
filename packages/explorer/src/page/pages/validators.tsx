/** Who decides, with what keys, and how well they take their turns. */
import {
  getReportedBlock,
  getValidators,
  getWhy,
  ProofError,
  type TrustedChain,
  trustedValidators,
} from '@trellis/client';
import { formatAddress, schemes } from '@trellis/crypto';
import {
  codeText,
  nextHeight,
  proposerAt,
  type Validator,
  type ValidatorSet,
  validatorSetHash,
  visibleText,
} from '@trellis/protocol';
import type { JSX } from 'preact';
import { useApp } from '../app-context.ts';
import { codeWord } from '../code-words.ts';
import { count, percent, shortAddress, shortHash, whole } from '../format.ts';
import { t } from '../language.ts';
import { verifyHeader } from '../light-client.ts';
import type { LiveBlock } from '../live.ts';
import { Tiles } from '../parts/facts.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Table } from '../parts/table.tsx';
import { prove } from '../proof.ts';
import { useStore } from '../store.ts';
import { useAsked, useProven } from '../use-proven.ts';
import { DoubleSigning } from './double-signing.tsx';

interface ValidatorRow {
  readonly validator: Validator;
  readonly name: string;
}

export function Validators(): JSX.Element {
  const loaded = useProven(
    'validators',
    async ({ transport, light, verifier }) => {
      const [{ validators }, { header, certificate }] = await Promise.all([
        getValidators(transport),
        getReportedBlock(transport, 'latest'),
      ]);
      const next = nextHeight(header.height);
      const verify = async (trusted: TrustedChain): Promise<void> => {
        await verifyHeader(trusted, verifier, header, certificate);
        const hash = validatorSetHash(trustedValidators(trusted, next));
        if (hash === header.nextValidatorSetHash) return;
        throw new ProofError('other_validators', t('the header names other validators than these'));
      };
      const proof = {
        what: t('who decides block {0}', next),
        header,
        certificate,
        isOfNow: true,
        how: t(
          'The schemes, keys and powers hash to {0}, which the header names as the next validators',
          shortHash(header.nextValidatorSetHash),
        ),
        verify,
      };
      // What it finds is told by the mark; here it has the changes before it followed.
      await prove({ light, verifier }, proof);
      const set = trustedValidators(light.trusted(), next);
      const names = new Map(validators.map(({ address, name }) => [address, name]));
      const rows = set.validators.map(
        (validator): ValidatorRow => ({
          validator,
          name: visibleText(names.get(validator.address) ?? ''),
        }),
      );
      return { value: { rows, set }, proofs: [proof] };
    },
    { follows: true },
  );
  return (
    <PageFrame title={t('Validators')} loaded={loaded}>
      {({ rows, set }) => (
        <>
          <ValidatorsBody rows={rows} set={set} />
          <DoubleSigning />
        </>
      )}
    </PageFrame>
  );
}

function ValidatorsBody({
  rows,
  set,
}: {
  readonly rows: readonly ValidatorRow[];
  readonly set: ValidatorSet;
}): JSX.Element {
  const { live } = useApp();
  const { blocks } = useStore(live);
  const safe = rows
    .filter(({ validator }) => schemes[validator.scheme].postQuantum)
    .reduce((sum, { validator }) => sum + validator.power, 0);
  return (
    <>
      <Tiles
        facts={[
          [t('Validators'), rows.length],
          [t('Power'), whole(set.totalPower)],
          [t('For a block'), t('more than {0}', whole(Math.floor((2 * set.totalPower) / 3)))],
          [t('Post-quantum power'), percent(safe / set.totalPower)],
        ]}
      />
      <ValidatorTable rows={rows} set={set} blocks={blocks} />
      <p class="quiet">
        {t('Over')} {count(countChecked(blocks), 'block')}{' '}
        {t(
          'that were checked here. A turn is taken when the block of a round is the proposer’s; a round that ended without one is a turn missed. A certificate needs only two thirds of the power, so being left out of some is nothing bad. “Liveness” is what this node sees.',
        )}
      </p>
    </>
  );
}

function ValidatorTable({
  rows,
  set,
  blocks,
}: {
  readonly rows: readonly ValidatorRow[];
  readonly set: ValidatorSet;
  readonly blocks: readonly LiveBlock[];
}): JSX.Element {
  const asked = useAsked('presence', 2_000, ({ transport }) => getWhy(transport));
  const presence = new Map(
    asked.state === 'ready'
      ? asked.value.validators.map((one) => [one.name, codeText(one.presence)] as const)
      : [],
  );
  const turns = countTurns(blocks, set);
  return (
    <Table
      label={t('Validators')}
      rows={rows}
      keyOf={({ validator }) => validator.address}
      empty={t('There are none.')}
      columns={[
        { title: t('Node'), cell: ({ name }) => name || '–' },
        { title: t('Power'), isNumber: true, cell: ({ validator }) => whole(validator.power) },
        {
          title: t('Share'),
          isNumber: true,
          cell: ({ validator }) => percent(validator.power / set.totalPower),
        },
        {
          title: t('Key scheme'),
          cell: ({ validator }) => (
            <span class={schemes[validator.scheme].postQuantum ? 'good' : 'bad'}>
              {validator.scheme}
            </span>
          ),
        },
        { title: t('Liveness'), cell: ({ name }) => <Presence presence={presence.get(name)} /> },
        {
          title: t('Proposer turns'),
          isNumber: true,
          cell: ({ validator }) => turnText(turns.get(validator.address)),
        },
        {
          title: t('Signed blocks'),
          isNumber: true,
          cell: ({ validator }) => turns.get(validator.address)?.signed ?? 0,
        },
        {
          title: t('Address'),
          cell: ({ validator }) => (
            <span class="mono" title={formatAddress(validator.address)}>
              {shortAddress(formatAddress(validator.address))}
            </span>
          ),
        },
      ]}
    />
  );
}

function Presence({ presence }: { readonly presence: string | undefined }): JSX.Element {
  if (presence === undefined) return <>–</>;
  const isThere = presence === 'here' || presence === 'self';
  return <span class={isThere ? 'good' : 'bad'}>{codeWord(presence)}</span>;
}

interface Turns {
  readonly due: number;
  readonly taken: number;
  readonly signed: number;
}

function turnText(turns: Turns | undefined): string {
  if (turns === undefined || turns.due === 0) return t('none due');
  return t('{0} of {1}', percent(turns.taken / turns.due), turns.due);
}

function proven(blocks: readonly LiveBlock[]): readonly LiveBlock[] {
  return blocks.filter(({ verification }) => verification.state === 'proven');
}

function countChecked(blocks: readonly LiveBlock[]): number {
  return proven(blocks).length;
}

/** From proven blocks alone: who proposed and signed, and whose rounds ended without a block. */
function countTurns(blocks: readonly LiveBlock[], set: ValidatorSet): ReadonlyMap<string, Turns> {
  const turns = new Map<string, Turns>();
  const add = (validator: Validator | undefined, more: Partial<Turns>): void => {
    if (validator === undefined) return;
    const { due = 0, taken = 0, signed = 0 } = turns.get(validator.address) ?? {};
    turns.set(validator.address, {
      due: due + (more.due ?? 0),
      taken: taken + (more.taken ?? 0),
      signed: signed + (more.signed ?? 0),
    });
  };
  const hash = validatorSetHash(set);
  for (const { block } of proven(blocks)) {
    const { header, certificate } = block;
    if (certificate === null || header.validatorSetHash !== hash) continue;
    for (let round = 0; round <= certificate.round; round++) {
      const taken = round === certificate.round ? 1 : 0;
      add(proposerAt(set, header.height, round), { due: 1, taken });
    }
    for (const { validatorIndex } of certificate.signatures) {
      add(set.validators[validatorIndex], { signed: 1 });
    }
  }
  return turns;
}
