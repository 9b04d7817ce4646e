import type { ShownForm } from '../shown-form.ts';

/** What each field of a form has beside the control itself. */
export interface FieldProps {
  /** Of which it is. The form says what was typed and what is wrong with it. */
  readonly form?: ShownForm | undefined;
  readonly name: string;
  readonly label: string;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  readonly optional?: boolean | undefined;
}

interface FieldState {
  readonly id: string;
  readonly error: string | undefined;
  /** Of the control itself. */
  readonly aria: {
    readonly 'aria-invalid': 'true' | undefined;
    /** The ids of its help and its error. */
    readonly 'aria-describedby': string | undefined;
  };
}

export function stateOf({ form, name, help, error = form?.error(name) }: Omit<FieldProps, 'label'>): FieldState {
  const id = form?.id(name) ?? name;
  const ids = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return { id, error, aria: { 'aria-invalid': error ? 'true' : undefined, 'aria-describedby': ids || undefined } };
}
