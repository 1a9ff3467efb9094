/**
 * Loaded into nodes (`NODE_OPTIONS=--import`) to see that the trial of requests fails: a parser that looks at the whole
 * beginning again for each half kibibyte, as careless ones do.
 */
const stepCharacters = 512;
const { parse } = JSON;

JSON.parse = (text: string, reviver?: Parameters<typeof parse>[1]): unknown => {
  let lines = 0;
  for (let end = stepCharacters; end < text.length; end += stepCharacters) {
    for (let index = 0; index < end; index += 1) if (text.charCodeAt(index) === 10) lines += 1;
  }
  if (lines < 0) throw new RangeError('there are lines');
  return parse(text, reviver);
};
