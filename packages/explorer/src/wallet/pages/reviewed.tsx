/** What the bytes say that somebody is asked to sign, once it is read and proven; until then nothing can be signed. */

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../page/language.ts';
import { messageOf } from '../../page/proof.ts';

type LoadedReview<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly reason: string }
  | { readonly state: 'ready'; readonly review: T };

export function useReview<T>(bytes: Uint8Array, read: () => Promise<T>): LoadedReview<T> {
  const [loaded, setLoaded] = useState<LoadedReview<T>>({ state: 'loading' });
  useEffect(() => {
    let isOver = false;
    read().then(
      (review) => !isOver && setLoaded({ state: 'ready', review }),
      (error: unknown) => !isOver && setLoaded({ state: 'failed', reason: messageOf(error) }),
    );
    return () => {
      isOver = true;
    };
  }, [bytes]);
  return loaded;
}

export function Reviewed<T>({
  loaded,
  children,
}: {
  readonly loaded: LoadedReview<T>;
  readonly children: (review: T) => ComponentChildren;
}): JSX.Element {
  switch (loaded.state) {
    case 'loading':
      return <p class="quiet">{t('Reading what the bytes say…')}</p>;
    case 'failed':
      return (
        <p class="problem" role="alert">
          {loaded.reason}
          {t('. Nothing was signed.')}
        </p>
      );
    case 'ready':
      return <>{children(loaded.review)}</>;
  }
}
