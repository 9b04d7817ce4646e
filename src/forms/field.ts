/** What each field of a form has beside the control itself. */
export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly help?: string | undefined;
  readonly error?: string | undefined;
  readonly optional?: boolean | undefined;
}

/** The ids of its help and its error, for `aria-describedby`. */
export function describedBy({ name, help, error }: Omit<FieldProps, 'label'>): string | undefined {
  const ids = [help && `${name}-help`, error && `${name}-error`].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}
