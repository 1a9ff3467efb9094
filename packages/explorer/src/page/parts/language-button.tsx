/** Changes the language of the page; named in the language that it leads to. */
import type { JSX } from 'preact';
import { chooseLanguage, type Language, language, languages } from '../language.ts';

const other: Language = language === 'en' ? 'de' : 'en';

/** Screen readers read the page as what it is written in. */
export function applyLanguage(): void {
  document.documentElement.lang = language;
}

export function LanguageButton(): JSX.Element {
  return (
    <button
      type="button"
      class="theme"
      lang={other}
      aria-label={`${other.toUpperCase()}, ${languages[other]}`}
      title={languages[other]}
      onClick={() => chooseLanguage(other)}
    >
      {other.toUpperCase()}
    </button>
  );
}
