/** The texts that say why a request ended as it did, and what it had to do with. */
export const enWhy = {
  why: {
    title: 'Why',
    budget:
      'The budget “{{name}}” allows {{limit}}. It had {{left}} left, and this request asked for {{asked}}.',
    budgetEmpty:
      'The budget “{{name}}” allows {{limit}} and had nothing left. This request asked for {{asked}}.',
    setAside_one: 'For its answer, {{formatted}} token is set aside.',
    setAside_other: 'For its answer, {{formatted}} tokens are set aside.',
    setAsideUnasked_one:
      'For its answer, {{formatted}} token is set aside, because the request gives no {{bound}}: with a small one it asks for less.',
    setAsideUnasked_other:
      'For its answer, {{formatted}} tokens are set aside, because the request gives no {{bound}}: with a small one it asks for less.',
    passes: {
      at: 'There is room for it from {{instant}}.',
      since: 'There has been room for it since {{instant}}.',
      'when-one-ends': 'There is room again when a running request ends.',
      'by-hand': 'It does not fill by itself.',
      never: 'That is more than the whole budget, so it can never pass.',
    },
    unbounded: 'The budget “{{name}}” is strict, and nothing limits what this request can take: {{reason}}',
    cut: 'The budget “{{name}}” had nothing left for a longer answer, so the answer was ended there.',
    noPrice:
      'The model “{{model}}” has no known price, so the budget “{{name}}” cannot say whether there is money for it.',
    unlisted:
      '“{{provider}}” lists no model “{{model}}”. If it has it all the same, the budget “{{name}}” needs a price for it.',
    pricedNow: 'It has a price now.',
    unknownModel: 'No provider set up here has the model “{{model}}”.',
    ambiguousModel:
      'Several providers have the model “{{model}}”, so it needs the provider’s name before it.',
    locked: 'The key of “{{provider}}” cannot be opened: {{reason}}',
    answered: '“{{provider}}” answered with status {{status}}:',
    reported: '“{{provider}}” said:',
    noRoute: 'No target of the route could be asked. The list below says why for each.',
    outcomes: {
      'over-budget': 'A budget refused it before anything was sent.',
      'no-price': 'Its model has no known price, and a budget in money needs one.',
      rejected: 'Gatehouse refused it before anything was sent.',
      'upstream-failed': 'The provider answered with an error, or could not be reached.',
      truncated: 'The provider broke off its answer.',
      cut: 'A budget had nothing left for a longer answer, so the answer was ended there.',
      'client-gone': 'The client left before its answer was complete.',
      stopped: 'It was stopped here while it ran.',
      recovered: 'Gatehouse ended while it ran. What it had used is an estimate.',
    },
    faults: {
      'rate-limited': 'The provider limits how much a key may ask for in a while. Waiting helps.',
      overloaded: 'The provider has too much to do at the moment. Waiting helps.',
      quota: 'The account at the provider has no money or quota left.',
      'key-refused': 'The provider did not accept the key.',
      'model-gone': 'The provider does not have this model.',
      'context-overflow': 'The conversation is longer than the model can take.',
      'content-refused': 'The provider refuses this content.',
      offline: 'This machine had no network.',
      unreachable: 'Nobody answered at the provider’s address.',
    },
    seeBudget: 'See the budget',
    budgetGone: 'It has been removed since.',
    raiseBudget: 'Raise the budget',
    setPrice: 'Set the price',
    changePrice: 'Change the price',
    seeProvider: 'See the provider',
    enterKey: 'Enter its key again',
    seeRoutes: 'See the routes',
    askForOne: 'Ask for one of:',
    addProvider: 'Add a provider',
  },
  requestBudgets: {
    title: 'Budgets',
    verdicts: {
      counted: 'counted it',
      passed: 'was exceeded, and let it pass',
      'would-refuse': 'would have refused it',
      unjudged: 'could not tell what it costs, and refused it',
      refused: 'refused it',
      cut: 'ended its answer',
    },
    removed: 'removed since',
    person: 'Person',
    team: 'Team',
    project: 'Project',
  },
} as const
