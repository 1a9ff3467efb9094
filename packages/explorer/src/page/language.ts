/**
 * The language of the page: that of the browser, until the reader chooses another. Components say what they show in English,
 * by `t`; the catalogues in `messages` have the same in the other languages, and a text that they lack does not compile.
 */
import type { german } from './messages/german.ts';

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

/** A text of the page, in English. `{0}` stands for the first value that is put into it. */
export type Message = keyof typeof german;

const languageName = 'trellis.language';

/** Of this visit: another one is chosen by loading the page again. */
export const language: Language = chosenLanguage() ?? browserLanguage();

/** Of texts alone, so that it can be waited for here; who reads English does not load it. Without it the page is English. */
const catalogue: Readonly<Record<Message, string>> | undefined =
  language === 'de'
    ? await import('./messages/german.ts').then(
        ({ german: texts }) => texts,
        () => undefined,
      )
    : undefined;

/** The text in the language of the page, with the values in their places. */
export function t(message: Message, ...values: readonly (string | number | bigint)[]): string {
  return withValues(catalogue?.[message] ?? message, values);
}

/** The text with the values in their places. */
export function withValues(text: string, values: readonly (string | number | bigint)[]): string {
  return text.replace(/\{(\d)\}/g, (place, index) => String(values[Number(index)] ?? place));
}

/** Keeps the language, and shows the page in it. */
export function chooseLanguage(chosen: Language): void {
  try {
    localStorage.setItem(languageName, chosen);
  } catch {
    // A browser without storage follows its own language.
  }
  location.reload();
}

function chosenLanguage(): Language | undefined {
  // Where there is no page there is nobody who chose.
  if (globalThis.document === undefined) return undefined;
  try {
    const kept = localStorage.getItem(languageName) ?? '';
    return isLanguage(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** The first of the reader's languages that the page has. */
function browserLanguage(): Language {
  const wanted = globalThis.navigator?.languages ?? [];
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(languages, text);
}
