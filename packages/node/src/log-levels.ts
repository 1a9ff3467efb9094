/** From which level on a node logs, of which of its modules, and until when. */

const names = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof names)[number];

/** Parts of a node that can be listened to by themselves. */
const logModules = ['api', 'engine', 'network', 'storage'] as const;
export type LogModule = (typeof logModules)[number];

export interface LogLevels {
  isOn(level: LogLevel, module: LogModule | null): boolean;
  /** `module` `null`: of all. `minutes` `null`: until it is changed again. Throws `RangeError` for what is unknown. */
  set(level: string, module: string | null, minutes: number | null): void;
  all(): Readonly<Record<string, LogLevel>>;
}

interface Setting {
  readonly level: LogLevel;
  /** What counts again afterwards. */
  readonly until: { readonly at: number; readonly before: LogLevel | null } | null;
}

export function createLogLevels(first: LogLevel, now: () => number = Date.now): LogLevels {
  const settings = new Map<LogModule | 'all', Setting>([['all', { level: first, until: null }]]);

  function current(of: LogModule | 'all'): LogLevel | null {
    const setting = settings.get(of);
    if (setting === undefined) return null;
    if (setting.until === null || now() < setting.until.at) return setting.level;
    const { before } = setting.until;
    if (before === null) settings.delete(of);
    else settings.set(of, { level: before, until: null });
    return before;
  }

  return {
    isOn(level, module) {
      const least = (module && current(module)) ?? current('all') ?? first;
      return names.indexOf(level) >= names.indexOf(least);
    },
    set(level, module, minutes) {
      const known = names.find((name) => name === level);
      if (known === undefined)
        throw new RangeError(`no such level: ${level}; there are ${names.join(', ')}`);
      const of = module === null ? 'all' : logModules.find((name) => name === module);
      if (of === undefined)
        throw new RangeError(`no such module: ${module}; there are ${logModules.join(', ')}`);
      const before = settings.get(of)?.until?.before ?? current(of);
      const until = minutes === null ? null : { at: now() + minutes * 60_000, before };
      settings.set(of, { level: known, until });
    },
    all() {
      const shown: Record<string, LogLevel> = {};
      for (const of of ['all', ...logModules] as const) {
        const level = current(of);
        if (level !== null) shown[of] = level;
      }
      return shown;
    },
  };
}
