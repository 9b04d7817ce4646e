/** Said of a site that was built from another library than the one that is in force. */
export const previewWords = {
  title: 'Preview: ',
  banner: 'This is a preview. Nothing on these pages is published or in force.',
};
