// Every error that a user can see: its code, its sentence in both languages, and whose fault it is.

import { fill, type Locale, type ValueArguments } from './catalogue.js';
import { dataErrors } from './errors/data.js';
import type { ErrorEntry, Fault } from './errors/entry.js';
import { hubErrors } from './errors/hub.js';
import { machineErrors } from './errors/machine.js';
import { mistakenErrors } from './errors/mistaken.js';
import { modelErrors } from './errors/model.js';
import { runErrors } from './errors/runs.js';
import { settingErrors } from './errors/settings.js';
import { tableErrors } from './errors/tables.js';
import { tensorflowErrors } from './errors/tensorflow.js';
import { tokenizerErrors } from './errors/tokenizer.js';
import { usageErrors } from './errors/usage.js';
import { workerErrors } from './errors/worker.js';

const catalogue = {
  ...dataErrors,
  ...tableErrors,
  ...modelErrors,
  ...mistakenErrors,
  ...tokenizerErrors,
  ...runErrors,
  ...settingErrors,
  ...machineErrors,
  ...usageErrors,
  ...workerErrors,
  ...tensorflowErrors,
  ...hubErrors,
};

export type ErrorCode = keyof typeof catalogue;
type TextOf<Code extends ErrorCode> = `${(typeof catalogue)[Code]['en']}${(typeof catalogue)[Code]['next']['en']}`;

export const errorCodes = Object.keys(catalogue) as ErrorCode[];

export const exitStatus = { done: 0, input: 1, usage: 2, machine: 3, interrupted: 130 } as const;

/** An error whose message is meant for the user. Anything else that is thrown is a defect. */
export class UserError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'UserError';
  readonly values: Readonly<Record<string, string | number>>;

  constructor(
    readonly code: Code,
    ...rest: [...ValueArguments<TextOf<Code>>, options?: ErrorOptions]
  ) {
    const [first, second] = rest as unknown as [unknown, unknown];
    const hasCause = (x: unknown): x is ErrorOptions =>
      typeof x === 'object' && x !== null && Object.keys(x).join() === 'cause';
    super(code, hasCause(second) ? second : hasCause(first) ? first : undefined);
    this.values = (typeof first === 'object' && first !== null && !hasCause(first) ? first : {}) as Record<
      string,
      string | number
    >;
    this.message = this.describe('en');
  }

  get fault(): Fault {
    return catalogue[this.code].fault;
  }

  /**
   * The sentence and the next step, in the user's language; `values` replace its own, for example to name a setting as
   * a flag.
   */
  describe(locale: Locale, values = this.values): string {
    return describeError({ code: this.code, values }, locale);
  }
}

/** The sentence and the next step of an error that arrived as data, from a journal or another process. */
export function describeError({ code, values }: Pick<UserError, 'code' | 'values'>, locale: Locale): string {
  const entry: ErrorEntry = catalogue[code];
  const gap = locale === 'en' ? ' ' : '';
  return fill(entry, values, locale) + gap + fill(entry.next, values, locale);
}

export function isUserError(error: unknown): error is UserError {
  return error instanceof UserError;
}
