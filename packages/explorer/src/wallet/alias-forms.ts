/** Forms for aliases: an account asks for one, a directory signs as well, and each of the two can end it. */
import { getRoles, removeAlias, resolveAlias, setAlias } from '@trellis/client';
import { formatAddress } from '@trellis/crypto';
import { aliasText } from '@trellis/protocol';
import { t } from '../page/language.ts';
import { type Form, line } from './form.ts';
import { FieldProblem } from './values.ts';

const alias = line('alias', t('Alias'), {
  hint: t('@ and a name, bic: and a BIC, or lei: and an LEI'),
});

export const aliasForms: readonly Form[] = [
  {
    name: 'alias',
    title: t('Ask for an alias'),
    group: 'Aliases',
    fields: [
      alias,
      line('directory', t('Directory'), {
        hint: t('an address or alias: whoever confirms it, and signs after you'),
      }),
    ],
    async build(values, { own, session: { light } }) {
      const wanted = values.alias('alias');
      const { value: found } = await resolveAlias(light, wanted);
      if (found.type === 'held' && found.account !== own) {
        throw new FieldProblem(
          'alias',
          t('{0} is called {1}: this is proven', formatAddress(found.account), aliasText(wanted)),
        );
      }
      const directory = await values.account('directory');
      const { value: roles } = await getRoles(light, directory);
      if (!roles.includes('directory')) {
        throw new FieldProblem('directory', t('this account is no directory: this is proven'));
      }
      return [setAlias(directory, { account: own, alias: wanted })];
    },
  },
  {
    name: 'remove-alias',
    title: t('Give an alias up, or take it back'),
    group: 'Aliases',
    fields: [alias],
    async build(values, { own }) {
      const { alias: held, account } = await values.holder('alias');
      return [removeAlias(own, { account, alias: held })];
    },
  },
];
