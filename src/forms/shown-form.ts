import type { Message } from '../words/forms.ts';
import { secrets } from './unsaved.ts';

/** A form as `Form` and its fields show it. */
export interface ShownForm {
  /** What is wrong, each sentence once, in the order of the form. */
  readonly messages: readonly Message[];
  readonly action?: string | undefined;
  /** What somebody typed into another form before they had to sign in, as it passes through this one. */
  readonly carried?: string | null;
  /** The id of a field, or of the button, which is `send`. */
  id(name: string): string;
  /** What was typed; before that, what is stored. */
  value(name: string, stored?: string | undefined): string | undefined;
  /** The same of a field that may have several values. */
  values(name: string, stored?: readonly string[]): readonly string[];
  error(name: string): string | undefined;
  /** Another stamp for each form that is shown; none where the form needs none. */
  issueFormToken(): string | undefined;
}

interface Showing<Problem extends string> {
  readonly problems: readonly string[];
  /** In the order of the form. */
  readonly messages: Readonly<Record<Problem, Message>>;
  /** Null before anything was sent. */
  readonly typed: FormData | null;
  /** Of what has another id than its name, as in the second form of a page. */
  readonly ids?: Readonly<Record<string, string>> | undefined;
  readonly issueFormToken: ShownForm['issueFormToken'];
}

/** Nothing secret is shown again. */
export function showForm<Problem extends string>(showing: Showing<Problem>): ShownForm {
  const { typed, issueFormToken, ids = {} } = showing;
  const messages = messagesOf(showing);
  const id = (name: string) => ids[name] ?? name;
  return { messages, id, value, values, error, issueFormToken };

  function value(name: string, stored?: string): string | undefined {
    return values(name, stored === undefined ? [] : [stored])[0];
  }

  function values(name: string, stored: readonly string[] = []): readonly string[] {
    if (secrets.has(name)) return [];
    return typed ? typed.getAll(name).map((value) => String(value).replaceAll('\r\n', '\n')) : stored;
  }

  function error(name: string): string | undefined {
    return messages.find(({ field }) => field === id(name))?.text;
  }
}

function messagesOf<Problem extends string>({ problems, messages, ids = {} }: Showing<Problem>): Message[] {
  const found = Object.entries<Message>(messages).filter(([problem]) => problems.includes(problem));
  const once = new Set(found.map(([, message]) => message));
  return [...once].map((message) => ({ ...message, field: ids[message.field] ?? message.field }));
}
