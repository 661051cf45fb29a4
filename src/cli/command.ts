// Commander in the user's language: its errors become UserErrors, and its help takes its words from texts.ts.

import { type Argument, Command, Help, Option } from 'commander';

import { nearestName } from '../base/nearest.js';
import type { Locale } from '../shared/catalogue.js';
import { UserError } from '../shared/errors.js';
import { displayWidth, wrap } from './columns.js';
import { text } from './texts.js';

/** The two flags of one switch, `--x` and `--no-x`; help shows the first as `--[no-]x`. */
export class SwitchOption extends Option {}

/**
 * A command of `finetune-bert`. Commander reports errors in the arguments by calling the methods below on the command
 * (its typings leave them out); overriding them is the only way to learn what was wrong without parsing its message.
 */
export class LocalCommand extends Command {
  constructor(
    readonly locale: Locale,
    name?: string,
  ) {
    super(name);
    this.helpOption('-h, --help', text(locale, 'helpFlag')).helpCommand(false).exitOverride();
    this.hook('preAction', (_root, command) => refuseSwallowedFlags(command));
  }

  override createCommand(name?: string): LocalCommand {
    return new LocalCommand(this.locale, name);
  }

  override createHelp(): Help {
    return Object.assign(new LocalHelp(this.locale), this.configureHelp());
  }

  /** The command as it is typed after finetune-bert: `train`, `tensorflow install`. */
  private get path(): string {
    return this.parent instanceof LocalCommand && this.parent.parent !== null
      ? `${this.parent.path} ${this.name()}`
      : this.name();
  }

  missingArgument(argument: string): never {
    throw new UserError('usage.missingArgument', { command: this.path, argument });
  }

  optionMissingArgument({ long }: Option): never {
    throw new UserError('usage.missingValue', { command: this.path, flag: long ?? '' });
  }

  missingMandatoryOptionValue({ long }: Option): never {
    throw new UserError('usage.missingFlag', { command: this.path, flag: long ?? '' });
  }

  unknownOption(flag: string): never {
    const flags = this.options.flatMap(({ long }) => long ?? []);
    throw new UserError('usage.unknownFlag', {
      command: this.path,
      flag,
      nearest: nearestName(flag, [...flags, '--help']),
    });
  }

  unknownCommand(): never {
    const [command = ''] = this.args;
    const names = this.commands.map((known) => known.name());
    throw new UserError('usage.unknownCommand', {
      command,
      nearest: (this.parent === null ? '' : `${this.path} `) + nearestName(command, names),
    });
  }

  _excessArguments(given: readonly string[]): void {
    refuseSwallowedFlags(this);
    const argument = given[this.registeredArguments.length];
    if (argument !== undefined) throw new UserError('usage.tooManyArguments', { command: this.path, argument });
  }
}

/** Commander takes the next word as a flag's value even if it is a flag itself, as in `--out --json`. */
function refuseSwallowedFlags(command: Command): void {
  for (const [name, value] of Object.entries<unknown>(command.opts())) {
    const option = command.options.find((known) => known.attributeName() === name && !known.negate);
    const isSwallowed = (word: unknown) => command.options.some(({ long }) => long === word);
    if ((Array.isArray(value) ? value : [value]).some(isSwallowed))
      throw new UserError('usage.missingValue', { command: command.name(), flag: option?.long ?? name });
  }
}

/** Commander's own titles; those of groups of settings are ours from the start. */
const titles: Readonly<Record<string, 'usageTitle' | 'argumentsTitle' | 'optionsTitle' | 'commandsTitle'>> = {
  'Usage:': 'usageTitle',
  'Arguments:': 'argumentsTitle',
  'Options:': 'optionsTitle',
  'Commands:': 'commandsTitle',
};

class LocalHelp extends Help {
  constructor(private readonly locale: Locale) {
    super();
  }

  override displayWidth(line: string): number {
    return displayWidth(line);
  }

  /** Chinese has no spaces to break a line at. */
  override boxWrap(lines: string, width: number): string {
    return wrap(lines, width).join('\n');
  }

  override styleTitle(title: string): string {
    const code = titles[title];
    return code === undefined ? title : text(this.locale, code);
  }

  override optionTerm(option: Option): string {
    return option instanceof SwitchOption && option.long ? option.long.replace('--', '--[no-]') : option.flags;
  }

  /** Commander would add the default and the choices in English; our descriptions contain them already. */
  override optionDescription(option: Option): string {
    return option.description;
  }

  override argumentDescription(argument: Argument): string {
    return argument.description;
  }
}
