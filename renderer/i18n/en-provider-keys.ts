/** The texts about a provider's keys. They become a part of `en`. */
export const enProviderKeys = {
  providerKeys: {
    count_zero: 'No key',
    count_one: '{{count}} key',
    count_other: '{{count}} keys',
    hint: 'Used from the top. The next one is asked where a key is refused or used up.',
    add: 'Add a key',
    addTitle: 'Add a key to {{name}}',
    name: 'Name',
    nameHint: 'For you, to tell the keys apart.',
    nameTaken: 'Another key has this name.',
    labelInvalid: 'Up to 32 letters, digits, spaces, dots and dashes.',
    quotaGroup: 'Quota group',
    quotaGroupHint:
      'The same for all keys of one account, which share its limits. Empty for a key with its own.',
    ownQuota: 'its own',
    state: 'State',
    key: 'Key',
    keyMissing: 'Enter the key.',
    saved: 'The key {{name}} was stored.',
    remove: 'Remove',
    removeTitle: 'Remove the key {{name}}?',
    removeHint: 'It is erased. Requests that run with it go on.',
    removed: 'The key {{name}} was removed.',
  },
} as const
