/** The words of prices, on the providers screen. */
export const enPrices = {
  prices: {
    add: 'Price a model',
    set: 'Set the price',
    title: 'Price of {{model}}',
    hint: 'US dollars per 1 million tokens. What you leave empty stays as the price table has it.',
    longContext:
      'Your input and output prices hold for any length. The table’s change above {{tokens}} tokens of input.',
    modelHint: 'As the provider names it, without the provider’s id.',
    modelMissing: 'Name the model.',
    classes: {
      input: 'Input',
      output: 'Output',
      cacheRead: 'Cache read',
      cacheWrite: 'Cache write',
      cacheWriteOneHour: 'Cache write, 1 hour',
      audioInput: 'Audio input',
      audioOutput: 'Audio output',
    },
    rateInvalid: 'Enter dollars, such as 2.50.',
    repricesMonth: 'Price this month’s requests anew',
    repricesMonthHint: 'What changes is written beside them as a correction; nothing is overwritten.',
    save: 'Save price',
    saved: 'The price of {{model}} was saved.',
    savedAnew_one: 'The price of {{model}} was saved, {{count}} request corrected.',
    savedAnew_other: 'The price of {{model}} was saved, {{count}} requests corrected.',
    own: 'yours',
    ownHint: 'A price of your own, set {{date}}.',
    remove: 'Use the table’s price',
    removed: '{{model}} costs what the price table says again.',
  },
} as const
