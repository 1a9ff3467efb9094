/** Whether whoever makes a key has written its phrase down: three of its words are asked back. */

const askedWords = 3;

/** Places of the words that are asked for, from 0, in order. `random`: at least 0 and below 1. */
export function chooseWords(words: number, random: () => number): readonly number[] {
  const places = Array.from({ length: words }, (_, index) => index);
  const chosen: number[] = [];
  while (chosen.length < askedWords) {
    chosen.push(...places.splice(Math.floor(random() * places.length), 1));
  }
  return chosen.sort((a, b) => a - b);
}

/** Whether these are the words at these places; capitals and spaces around them don't matter. */
export function areWords(
  phrase: readonly string[],
  places: readonly number[],
  answers: readonly string[],
): boolean {
  return places.every((place, index) => answers[index]?.trim().toLowerCase() === phrase[place]);
}
