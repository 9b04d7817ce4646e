/** A file that comes with a mail, as text. */
export interface Attachment {
  readonly filename: string;
  /** Such as `text/calendar`; it is UTF-8. */
  readonly type: string;
  readonly content: string;
}

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
  readonly attachments?: readonly Attachment[];
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
  /** How many mails go out that are nobody's answer: notices. */
  readonly bulk: Bulk;
  /** A mail that the other side has received for us, by the id that its webhook named. */
  receive?(id: string): Promise<ReceivedMail>;
  /** Ends what stays open between mails. */
  close?(): void;
}

interface Bulk {
  /** So many mails at most are sent as one. */
  readonly most: number;
  /** So many of those are under way at once. */
  readonly parallel: number;
  /** As `recognises`, for such mails sent again under the same key. */
  readonly recognises: number;
  /** What became of each, in their order. Answers within two minutes, and does not throw. */
  send(mails: readonly Mail[], key: string): Promise<readonly Outcome[]>;
}

/**
 * A mail as it came, byte for byte; one of more than ten megabytes is cut there. `later`: it cannot be had now. `gone`: the
 * other side has no such mail any more.
 */
export type ReceivedMail = { readonly message: Uint8Array } | 'later' | 'gone';
