/** Said of a site that was built from another library than the one that is in force. */
export const previewWords = {
  title: 'Preview: ',
  /** Of a link or a form that only a server can answer, in a preview that opens without one. */
  unavailable: 'Not in this preview: it needs the server.',
  banner: 'This is a preview. Nothing on these pages is published or in force.',
};
