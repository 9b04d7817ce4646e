import tab from '@bomb.sh/tab/commander';
import { Command, CommanderError, Help, type Option } from '@commander-js/extra-typings';

/** Where a program writes. */
export interface Output {
  print(text: string): void;
  complain(text: string): void;
}

/** Called wrongly: EX_USAGE of sysexits.h. */
export const usageStatus = 64;

const footer = 'Exit codes: 0 done, 1 refused or something is wrong, 64 not understood.';

/** `npm run <name> -- <verb>`: help, what is not understood, and `complete` are alike in each. */
export function programOf(name: string, { print, complain }: Output): Command {
  return new Program(name)
    .usage('<verb> …')
    .exitOverride()
    .configureOutput({ writeOut: (text) => print(text.trimEnd()), writeErr: (text) => complain(text.trimEnd()) })
    .configureHelp({
      helpWidth: 100,
      showGlobalOptions: true,
      optionDescription: (option) => new Help().optionDescription(withoutEmptyDefault(option)),
      commandUsage: (command) => `npm run ${new Help().commandUsage(command).replace(name, `${name} --`)}`,
    })
    .showHelpAfterError('--help says what there is.')
    .helpCommand(false)
    .addHelpText('after', `\n${footer}`);
}

/** Of options that are missing commander names the first alone, and the next when that is there. */
class Program extends Command {
  override createCommand(name?: string): Command {
    return new Program(name);
  }

  missingMandatoryOptionValue(): never {
    const missing = this.options.filter(
      (option) => option.mandatory && this.getOptionValue(option.attributeName()) === undefined,
    );
    const flags = missing.map(({ flags }) => `'${flags}'`);
    return this.error(`error: required option${flags.length > 1 ? 's' : ''} ${flags.join(', ')} not specified`);
  }
}

/** A default that is empty says nothing to whoever reads the help. */
function withoutEmptyDefault(option: Option): Option {
  const isEmpty =
    option.defaultValue === '' || (Array.isArray(option.defaultValue) && option.defaultValue.length === 0);
  return isEmpty ? Object.create(option, { defaultValue: { value: undefined } }) : option;
}

/** Runs what was typed: the exit code. What is thrown by a verb, but for what it ends with, is the caller's. */
export async function runProgram(program: Command, words: readonly string[]): Promise<number> {
  for (const noun of program.commands) noun.helpCommand(false);
  tab(program as never);
  program.commands
    .at(-1)
    ?.description('prints what a shell needs to complete what is typed: bash, zsh, fish or powershell');
  try {
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === ended || error.exitCode === 0) return error.exitCode;
    return usageStatus;
  }
}

const ended = 'verb.ended';

/** An action that says with which exit code its program ends. */
export function ends<Typed extends unknown[]>(
  act: (...typed: Typed) => number | Promise<number>,
): (...typed: Typed) => Promise<void> {
  return async (...typed) => {
    const status = await act(...typed);
    if (status !== 0) throw new CommanderError(status, ended, '');
  };
}
