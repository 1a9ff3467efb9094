/** Copies a text, and says so. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { inBackground } from '../background.ts';
import { t } from '../language.ts';

/** How long it says so. */
const saidMs = 2_000;

export function CopyButton({
  text,
  what,
  label = t('copy'),
}: {
  readonly text: string;
  /** What is copied, for whoever hears the button: "the address". */
  readonly what: string;
  /** What the button shows, where it does not stand beside what it copies. */
  readonly label?: string;
}): JSX.Element {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (said === undefined) return undefined;
    const timer = setTimeout(() => setSaid(undefined), saidMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(t('copied'));
    } catch {
      // Without https, or where the user forbade it.
      setSaid(t('not copied'));
    }
  };
  return (
    <>
      <button
        type="button"
        class="copy"
        aria-label={t('Copy {0}', what)}
        onClick={() => inBackground(copy())}
      >
        {said ?? label}
      </button>
      <span class="spoken" role="status">
        {said === undefined ? '' : `${what}: ${said}`}
      </span>
    </>
  );
}
