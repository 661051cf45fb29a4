// Decides how a file is read for an existing model: as the user says, or else as the model's training rows were read,
// where that fits the file.

import { hasColumn } from '../../data/rows/columns.js';
import { listNames } from '../../data/table/rowShape.js';
import { openTable, type Table } from '../../data/table/table.js';
import { isUserError, UserError } from '../../shared/errors.js';
import { flagOf, type GivenSettings, type Settings } from '../../shared/settings.js';
import type { Taught } from '../model/taught.js';

export type Role = 'text' | 'pair' | 'label';

export interface Wanted {
  readonly file: string;
  /** The settings that the user gave, and the parsed settings. */
  readonly given: GivenSettings;
  readonly settings: Settings;
  readonly taught: Taught | null;
  /** The columns that are needed. */
  readonly roles: readonly Role[];
  /** The flag by which the user names the column of a role. */
  readonly flagFor?: (role: Role) => string;
}

/**
 * The settings to read the file with. Throws `data.taughtColumnMissing` for a column that the model learned from and
 * the file lacks, and the errors of a file that cannot be opened.
 */
export async function settingsForFile(wanted: Wanted): Promise<Settings> {
  const { given, settings, taught, roles } = wanted;
  if (taught === null) return settings;
  const isOpen = (name: keyof Settings) => given[name] === undefined || given[name] === null;
  const take = (part: Partial<Settings>): Partial<Settings> =>
    Object.fromEntries(Object.entries(part).filter(([name]) => isOpen(name as keyof Settings)));
  const ruled = await withHeader(wanted.file, { ...settings, ...take(taught.rules) }, taught);
  const named = roles.filter((role) => isOpen(role) && taught.columns[role] !== null);
  const { reading, table } = await chooseReading(wanted.file, ruled, take(taught.written), (found) =>
    named.every((role) => hasColumn(found, taught.columns[role]!)),
  );
  const columns: Partial<Settings> = {};
  for (const role of named) {
    if (hasColumn(table, taught.columns[role]!)) columns[role] = taught.columns[role];
    // A list of texts has one column, whatever it is called.
    else if (table.columns.length > 1 || roles.length > 1 || role !== 'text') throw missing(wanted, role, table);
  }
  return { ...reading, ...columns };
}

/** A first line with the name of a column that the model learned from is a heading, whatever it looks like. */
async function withHeader(file: string, settings: Settings, { columns }: Taught): Promise<Settings> {
  if (settings.header !== 'auto') return settings;
  const table = await openTable(file, settings).catch((error: unknown) => {
    if (isUserError(error)) return null;
    throw error;
  });
  const names = [columns.text, columns.pair, columns.label];
  const isNamed =
    table?.header === false && table.start[0]?.fields.some((cell) => names.includes(cell.trim())) === true;
  return isNamed ? { ...settings, header: 'yes' } : settings;
}

function missing({ file, taught, flagFor }: Wanted, role: Role, { columns }: Table): UserError {
  return new UserError('data.taughtColumnMissing', {
    file,
    column: taught!.columns[role]!,
    role,
    columns: listNames(columns),
    flag: flagFor?.(role) ?? `--${flagOf(role)}`,
  });
}

/**
 * Reads the file in the notation of the training file where it then has the columns; otherwise in its detected
 * notation.
 */
async function chooseReading(
  file: string,
  settings: Settings,
  written: Partial<Settings>,
  hasAll: (table: Table) => boolean,
): Promise<{ readonly reading: Settings; readonly table: Table }> {
  const plain = await openTable(file, settings).catch((error: unknown) => {
    if (isUserError(error) && Object.keys(written).length > 0) return error;
    throw error;
  });
  if (Object.keys(written).length > 0) {
    const { encoding, ...others } = written;
    // Unicode is always detected.
    const isUnicode = !isUserError(plain) && plain.encoding.startsWith('utf-');
    const reading = { ...settings, ...others, ...(encoding === undefined || isUnicode ? {} : { encoding }) };
    const table = await openTable(file, reading).catch((error: unknown) => {
      if (isUserError(error)) return null;
      throw error;
    });
    if (table !== null && (hasAll(table) || isUserError(plain) || !hasAll(plain))) return { reading, table };
  }
  if (isUserError(plain)) throw plain;
  return { reading: settings, table: plain };
}
