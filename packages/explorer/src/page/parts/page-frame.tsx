/** What every page begins with: its title, and the mark over what it shows. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isCurrent } from '../head-state.ts';
import { t } from '../language.ts';
import type { Loaded } from '../use-proven.ts';
import { useHeadState } from './head-line.tsx';
import { PageMark } from './verified-mark.tsx';

export function PageFrame<T>({
  title,
  about = null,
  loaded,
  children,
}: {
  readonly title: string;
  /** What the title is of: a hash, an address. */
  readonly about?: ComponentChildren;
  readonly loaded: Loaded<T>;
  readonly children: (value: Exclude<T, undefined>) => ComponentChildren;
}): JSX.Element {
  return (
    <>
      <Title title={title} about={about} />
      <PageMark loaded={loaded} />
      <Body loaded={loaded}>{children}</Body>
    </>
  );
}

/** A heading that has the focus when its page is gone to, so that a screen reader says where one is. */
export function Title({
  title,
  about = null,
}: {
  readonly title: string;
  readonly about?: ComponentChildren;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Trellis`;
    if (history.state !== 'first') heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [title]);
  return (
    <div class="title">
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {about === null ? null : <p class="about">{about}</p>}
    </div>
  );
}

function Body<T>({
  loaded,
  children,
}: {
  readonly loaded: Loaded<T>;
  readonly children: (value: Exclude<T, undefined>) => ComponentChildren;
}): JSX.Element {
  const head = useHeadState();
  switch (loaded.state) {
    case 'loading':
      return <p class="quiet">{t('Loading…')}</p>;
    case 'failed':
      return (
        <p class="problem" role="alert">
          {loaded.reason}
        </p>
      );
    case 'ready':
      return (
        <div class={loaded.isOfNow && !isCurrent(head) ? 'old' : undefined}>
          {isProven(loaded.value) ? children(loaded.value) : null}
        </div>
      );
  }
}

/** Without a value, what the page is about could not be proven: the mark says why. */
function isProven<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}
