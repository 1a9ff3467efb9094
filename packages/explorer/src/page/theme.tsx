/** Light or dark: as the system says, until the reader says otherwise. */
import type { JSX } from 'preact';
import { t } from './language.ts';

const themeName = 'trellis.theme';

/** Before the first drawing, so that nothing flashes. */
export function applyTheme(): void {
  try {
    const kept = localStorage.getItem(themeName);
    if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept;
  } catch {
    // A browser without storage follows the system.
  }
}

export function ThemeButton(): JSX.Element {
  return (
    <button
      type="button"
      class="theme"
      aria-label={t('Light or dark')}
      title={t('Light or dark')}
      onClick={() => {
        const { dataset } = document.documentElement;
        const shown =
          dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
        const theme = shown === 'dark' ? 'light' : 'dark';
        dataset.theme = theme;
        try {
          localStorage.setItem(themeName, theme);
        } catch {
          // It holds for this visit.
        }
      }}
    >
      ◐
    </button>
  );
}
