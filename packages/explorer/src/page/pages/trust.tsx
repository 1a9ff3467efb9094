/** What this page trusts, and where that comes from. */
import type { ValidatorEpoch } from '@trellis/client';
import { isHash } from '@trellis/crypto';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { count, timeText, whole } from '../format.ts';
import { t } from '../language.ts';
import { Facts } from '../parts/facts.tsx';
import { Title } from '../parts/page-frame.tsx';
import { RecoveryFacts } from '../parts/recovery-facts.tsx';
import { Table } from '../parts/table.tsx';
import { pathTo } from '../router.ts';
import { keepTrust, type TrustOrigin } from '../session.ts';
import { useStore } from '../store.ts';

const origins: Readonly<Record<TrustOrigin, string>> = {
  'first visit': t('told by this node just now: compare it with one you have from elsewhere'),
  kept: t('the same as on your earlier visits; you have not said that you compared it'),
  given: t('the one that you named'),
};

export function Trust(): JSX.Element {
  const { session, live } = useApp();
  const { genesis, genesisHash, trust, light, recoveries } = session;
  const { epochs } = light.trusted();
  const newest = useStore(live).blocks.find(({ verification }) => verification.state === 'proven');
  const link = `${location.origin}${pathTo('')}?trust=${genesisHash}`;
  return (
    <>
      <Title title={t('What this page trusts')} />
      <p>
        {t(
          'One thing: the hash of the genesis. It names the first validators; from them every block is checked, and with each change of the validators the next ones. The node that sends all this is not trusted for any of it.',
        )}
      </p>
      <Facts
        facts={[
          [t('Chain'), genesis.chainId],
          [
            t('Genesis'),
            <span key="hash" class="mono">
              {genesisHash}
            </span>,
          ],
          [t('This hash is'), origins[trust]],
          [t('Begun'), timeText(genesis.time)],
          [
            t('Newest checked block'),
            newest === undefined ? t('none yet') : whole(newest.block.header.height),
          ],
          [
            t('Link that names it'),
            <a key="link" href={link}>
              {link}
            </a>,
          ],
        ]}
      />
      {recoveries.map((recovery) => (
        <section key={recovery.hash}>
          <h2>{t('This chain was recovered')}</h2>
          <p>
            {t(
              'Its operators continued it after their validators had lost what they knew, and you have agreed to that. It is their word; no certificate proves that no final block was left out.',
            )}
          </p>
          <RecoveryFacts recovery={recovery} />
        </section>
      ))}
      <TrustForm />
      <h2>{t('Validators that were followed')}</h2>
      <Table
        label={t('Validators by the height from which on they decide')}
        rows={epochs}
        keyOf={({ from }) => String(from)}
        empty=""
        columns={[
          { title: t('From block'), isNumber: true, cell: ({ from }) => whole(from) },
          { title: t('Validators'), cell: epochText },
        ]}
      />
      <p class="quiet">
        {t(
          'What no page from a node can do is vouch for itself: a node that lies about the chain can send a page that lies about its proofs. To rule that out, open this page from a node of yours and compare, or check with',
        )}{' '}
        <code>{t('trellis')}</code>
        {t(', which comes from elsewhere.')}
      </p>
    </>
  );
}

function epochText({ validators }: ValidatorEpoch): string {
  const kinds = [...new Set(validators.validators.map(({ scheme }) => scheme))].join(', ');
  return t(
    '{0} of power {1}, {2}',
    count(validators.validators.length, 'validator'),
    validators.totalPower,
    kinds,
  );
}

function TrustForm(): JSX.Element {
  const { session } = useApp();
  const [problem, setProblem] = useState('');
  return (
    <form
      class="trust"
      onSubmit={(event) => {
        event.preventDefault();
        const text = String(new FormData(event.currentTarget).get('hash') ?? '').trim();
        if (!isHash(text)) return setProblem(t('A hash has 64 digits, 0 to 9 and a to f.'));
        keepTrust(text, 'given');
        if (text === session.genesisHash) return location.assign(pathTo('trust'));
        location.assign(`${pathTo('trust')}?trust=${text}`);
      }}
    >
      <label for="hash">{t('The hash of the genesis that you trust, from elsewhere')}</label>
      <input
        id="hash"
        name="hash"
        class="mono"
        autocomplete="off"
        spellcheck={false}
        aria-describedby="hash-problem"
      />
      <button type="submit">{t('Trust this one')}</button>
      <p id="hash-problem" class="bad" role="alert">
        {problem}
      </p>
    </form>
  );
}
