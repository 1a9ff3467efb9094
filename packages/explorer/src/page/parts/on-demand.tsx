/** A page whose code is loaded when it is gone to. */
import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../language.ts';
import { sentenceOf } from '../proof.ts';

export function OnDemand({ load }: { readonly load: () => Promise<ComponentType> }): JSX.Element {
  const [Loaded, setLoaded] = useState<ComponentType>();
  const [problem, setProblem] = useState('');
  useEffect(() => {
    load().then(
      (component) => setLoaded(() => component),
      // The node can be away.
      (error: unknown) => setProblem(sentenceOf(error)),
    );
  }, []);
  if (problem !== '') {
    return (
      <p class="problem" role="alert">
        {problem}
      </p>
    );
  }
  return Loaded === undefined ? <p class="quiet">{t('Loading…')}</p> : <Loaded />;
}
