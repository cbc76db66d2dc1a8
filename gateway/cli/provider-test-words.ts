// What a test of a provider found, and what can be done about it, in words for a person.
import type { ProviderProblem, ProviderTest } from '../contract/providers.ts'

/** Of a test that passed. */
export function passedText(id: string, { list, models, latencyMs }: ProviderTest): string {
  switch (list) {
    case 'none':
      return `${id} has no list of models, so it was not asked: the first request will show whether it answers.`
    case 'proof':
      return `${id} answered in ${latencyMs} ms and took the key. Its list does not name what can be asked for.`
    case 'names':
      return `${id} answered in ${latencyMs} ms with ${models} models.`
    default:
      return list satisfies never
  }
}

/** Of a test that failed. Says what happened, and then what helps. */
export function failedText(id: string, { message, problem }: ProviderTest): string {
  const said = `${id} does not answer as it should: ${message ?? 'no reason given.'}`
  return problem === null ? said : `${said}${/[.!?]$/.test(said) ? '' : '.'} ${cures[problem]}`
}

const cures: Readonly<Record<ProviderProblem, string>> = {
  'key-refused': 'Check the key: is it whole, still valid, and one for this address?',
  'key-missing': 'It wants a key: use --key-env VAR or --key-stdin.',
  'key-unusable': 'Enter the key again, with --key-env VAR or --key-stdin.',
  'no-token':
    'The key is exchanged for a token at another server, which could not be asked. Try again later.',
  unpaid: 'Check the account at the provider: it may be out of credit.',
  'used-up': 'Wait a while, or check the limits of the account at the provider.',
  'not-found': 'Check the path of the base URL: many end in /v1.',
  redirected: 'Use the address that it leads to. A key never follows it there.',
  refused: 'Check the kind and the base URL.',
  'no-list': 'Check the base URL and the kind: this may be a web page, or another API.',
  'too-long': 'Check the base URL: this is hardly a list of models.',
  'provider-failed': 'The provider has a problem of its own. Try again later.',
  'nobody-there': 'Is the server started? Check the host and the port.',
  'name-unknown': 'Check the address for a typing mistake, and the connection to the internet.',
  'not-secure':
    'Check whether the address begins with https:// or http://, and the certificate of the server.',
  timeout: 'Check the address, and whether a firewall or a VPN is in between. Or try again later.',
  'connection-failed': 'Check the address, its port, and whether it begins with https:// or http://.',
  'disk-full': 'Make room on the disk.',
}
