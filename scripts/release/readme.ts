/** The README of a released package: what it is and offers, without what only a reader of the repository can use. */

const ofRepository = ['May import', 'Where to begin reading'];

/** Links to files of the repository become their text. */
export function releasedReadme(text: string, name: string): string {
  const [head = '', ...sections] = text.split(/^(?=## )/m);
  const kept = sections.filter(
    (section) => !ofRepository.some((title) => section.startsWith(`## ${title}\n`)),
  );
  const whole = [head.replace(/^# .*/, `# ${name}`), ...kept].join('');
  return `${whole.replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1').trimEnd()}\n`;
}
