/** Controls that choose transactions of a list. */
import type { JSX } from 'preact';
import { t } from '../language.ts';
import { replaceQuery, usePlace } from '../router.ts';
import { readFilter, type TransactionFilter, writeFilter } from '../transaction-filter.ts';

export function TransactionFilters({
  types,
  assets,
}: {
  /** Those that there are in the list. */
  readonly types: readonly string[];
  readonly assets: readonly string[];
}): JSX.Element {
  const { query } = usePlace();
  const filter = readFilter(query);
  const isAll = Object.values(filter).every((text) => text === '');
  const change = (changed: Partial<TransactionFilter>): void =>
    replaceQuery(writeFilter(query, { ...filter, ...changed }));
  const entry = (name: keyof TransactionFilter) => ({
    value: filter[name],
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
      change({ [name]: currentTarget.value }),
  });
  return (
    <fieldset class="filters">
      <legend>{t('Show')}</legend>
      <Choice
        label={t('Type')}
        value={filter.type}
        values={types}
        choose={(type) => change({ type })}
      />
      <Choice
        label={t('Asset')}
        value={filter.asset}
        values={assets}
        choose={(asset) => change({ asset })}
      />
      <label>
        {t('Account')} <input type="search" {...entry('account')} />
      </label>
      <label>
        {t('Reference')} <input type="search" {...entry('reference')} />
      </label>
      <label>
        {t('Since')} <input type="date" {...entry('since')} />
      </label>
      <label>
        {t('Until')} <input type="date" {...entry('until')} />
      </label>
      <label>
        {t('At least')} <input type="number" step="any" {...entry('least')} />
      </label>
      <label>
        {t('At most')} <input type="number" step="any" {...entry('most')} />
      </label>
      <button
        type="button"
        disabled={isAll}
        onClick={() => replaceQuery(writeFilter(query, readFilter(new URLSearchParams())))}
      >
        {t('Show all')}
      </button>
    </fieldset>
  );
}

function Choice({
  label,
  value,
  values,
  choose,
}: {
  readonly label: string;
  readonly value: string;
  readonly values: readonly string[];
  readonly choose: (value: string) => void;
}): JSX.Element {
  // What the address names is there to be seen, also where the list has none of it.
  const all = [...new Set([...values, ...(value === '' ? [] : [value])])].sort();
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">{t('all')}</option>
        {all.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}
