export const figuresPage = {
  title: 'Privacy requests in figures',
  lead: 'How many requests we received in each year, what became of them, and how long our answers took. What one request asks for counts item by item.',
  hidden:
    'Where there were fewer than {fewest}, we do not say how many, so that nobody can be recognised. Where that could be found out by subtraction, we leave out another number too.',
  none: 'Nothing was asked in this year.',
  fewer: 'not said',
  columns: {
    kind: 'Asked for',
    received: 'Received',
    answered: 'Answered',
    refused: 'Refused',
    median: 'Median days',
    mean: 'Mean days',
  },
  days: 'Days from receipt to our answer, on the median',
  plot: '{kind}: {days} days on the median',
  law: 'These are the figures that 11 CCR 7102 asks for, for every kind of request and every region.',
};

export const deskFiguresPage = {
  title: 'Figures',
  lead: 'The same as the public page, with every number. The file holds one line for each kind.',
  public: 'See the [public page](figures).',
  file: 'Download {year} as CSV',
  columns: {
    kind: 'Asked for',
    received: 'Received',
    answered: 'Answered',
    inPart: 'Of them in part',
    refused: 'Refused',
    withdrawn: 'Withdrawn',
    unconfirmed: 'Not confirmed',
    open: 'Open',
    median: 'Median days',
    mean: 'Mean days',
  },
};
