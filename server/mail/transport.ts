/** A mail as it goes out, however often it is tried: rendered once, when it is queued. */
export interface Mail {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly messageId: string;
  readonly queuedAt: string;
}

/**
 * What became of one attempt.
 * - `retry`: it was certainly not accepted; it may be tried again, not before `after` milliseconds where given.
 * - `uncertain`: nobody can tell whether it was accepted, since no answer came.
 * - `refused`: it was not accepted and never will be.
 */
export type Outcome =
  | 'sent'
  | { readonly retry: string; readonly after?: number | undefined }
  | { readonly uncertain: string }
  | { readonly refused: string };

export interface Transport {
  /** Answers within a minute, and does not throw for what the other side does. */
  send(mail: Mail): Promise<Outcome>;
  /** For how long, in milliseconds, the other side knows a repeated mail as the same one. */
  readonly recognises: number;
}
