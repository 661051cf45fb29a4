// Counts the rows of a separate validation file, once and not again when an unrelated setting changes.

import { inspect } from '../../data/inspect/inspect.js';
import { checkUnchanged, type Table } from '../../data/table/table.js';
import { type Settings, settingsThatAffect } from '../../shared/settings.js';

/** The settings that determine the file and its usable rows. */
const names = [...settingsThatAffect('reading'), 'validation'] as const;

export class ValidationRows {
  private counted: { readonly key: string; readonly table: Table; readonly rows: number } | null = null;

  /** The number of usable rows of `settings.validation`, a file. Throws a UserError where it cannot be read. */
  async count(settings: Settings): Promise<number> {
    const key = JSON.stringify(names.map((name) => settings[name]));
    if (this.counted?.key === key && (await isUnchanged(this.counted.table))) return this.counted.rows;
    const opened: Table[] = [];
    const { usable } = await inspect(
      settings.validation,
      { ...settings, validation: '0' },
      { opened: (table) => opened.push(table) },
    );
    this.counted = { key, table: opened[0]!, rows: usable };
    return usable;
  }
}

async function isUnchanged(table: Table): Promise<boolean> {
  return checkUnchanged(table).then(
    () => true,
    () => false,
  );
}
