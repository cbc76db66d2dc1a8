import type { ProviderProblem } from '../../gateway/contract/providers.ts'

interface Problem {
  readonly what: string
  readonly cure: string
}

/** The texts about tests of providers and what an edit erases. They become a part of `en`. */
export const enProviderTest = {
  providerTest: {
    run: 'Test',
    hints: {
      form: 'Asks for the list of models. Nothing is saved, and nothing is charged.',
      card: 'Asks for the list of models and keeps it. Nothing is charged.',
    },
    passed: 'Answered in {{latency}}, {{models}}',
    passedProof:
      'Answered in {{latency}} and took the key. Its list does not name what can be asked for: write the model’s name yourself.',
    passedNone:
      'This kind has no list of models, so it was not asked. The first request will show whether it answers.',
    said: 'After {{latency}}: {{message}}',
    erases_one: 'Saving erases the stored key',
    erases_other: 'Saving erases the {{count}} stored keys: {{names}}',
    erasesHint: 'A key is never sent to another server, or to one of another kind.',
    keyForThis: 'Enter the key for this one.',
    keyOrNone: 'Enter the key for this one, or leave it empty to ask without a key.',
    problems: {
      'key-refused': {
        what: 'The key is refused.',
        cure: 'Copy it again, whole, and check that it is valid and meant for this address.',
      },
      'key-missing': {
        what: 'It asks for a key.',
        cure: 'Enter one.',
      },
      'key-unusable': {
        what: 'The key cannot be used.',
        cure: 'Enter it again.',
      },
      'no-token': {
        what: 'The server that gives a token for this key cannot be asked.',
        cure: 'Check the internet connection, or try again later.',
      },
      unpaid: {
        what: 'The account has to be paid for.',
        cure: 'Look at the account at the provider: it may be out of credit.',
      },
      'used-up': {
        what: 'The account is at a limit.',
        cure: 'Wait a while, or look at its limits at the provider. The address is right.',
      },
      'not-found': {
        what: 'There is no list of models at this address.',
        cure: 'Check the end of the base URL: many end in /v1.',
      },
      redirected: {
        what: 'This address leads to another one.',
        cure: 'Enter that one. A key never follows it there.',
      },
      refused: {
        what: 'It refuses to list its models.',
        cure: 'Check the kind and the base URL.',
      },
      'no-list': {
        what: 'It answers, but not with a list of models.',
        cure: 'Check the kind and the base URL: this may be a web page, or another API.',
      },
      'too-long': {
        what: 'It answers with far more than a list of models.',
        cure: 'Check the base URL.',
      },
      'provider-failed': {
        what: 'The provider has a problem of its own.',
        cure: 'Try again later.',
      },
      'nobody-there': {
        what: 'Nothing answers at this address.',
        cure: 'Is the server started? Check the host and the port.',
      },
      'name-unknown': {
        what: 'There is no server of this name.',
        cure: 'Check the base URL for a typing mistake, and the internet connection.',
      },
      'not-secure': {
        what: 'No secure connection can be made.',
        cure: 'Check whether the address begins with https or http, and the certificate of the server.',
      },
      timeout: {
        what: 'It does not answer in time.',
        cure: 'Check the base URL, and whether a firewall or a VPN is in between.',
      },
      'connection-failed': {
        what: 'The connection fails.',
        cure: 'Check the host, the port, and whether the address begins with https or http.',
      },
      'disk-full': {
        what: 'The list cannot be kept: the disk is full.',
        cure: 'Make room on the disk.',
      },
    } satisfies Record<ProviderProblem, Problem>,
  },
} as const
