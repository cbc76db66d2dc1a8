import { expect, test } from 'vitest'
import { checkBaseUrl } from '../../../gateway/providers/base-url.ts'

const ownPorts = [4283, 4284]
const check = (text: string) => checkBaseUrl(text, ownPorts)

test.for([
  ['https://api.example.com', 'https://api.example.com'],
  ['https://api.example.com/', 'https://api.example.com'],
  ['https://api.example.com/v1///', 'https://api.example.com/v1'],
  ['HTTPS://API.EXAMPLE.COM:443/v1', 'https://api.example.com/v1'],
  ['https://api.example.com/a/../v1', 'https://api.example.com/v1'],
  ['https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
  ['https://8.8.8.8:8443', 'https://8.8.8.8:8443'],
  ['https://[2001:db8::1]/v1', 'https://[2001:db8::1]/v1'],
  ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
  ['http://127.9.9.9:1', 'http://127.9.9.9:1'],
  ['http://localhost:1234/v1', 'http://localhost:1234/v1'],
  ['http://llm.localhost', 'http://llm.localhost'],
  ['http://[::1]:8000', 'http://[::1]:8000'],
  ['http://[::ffff:127.0.0.1]:8000', 'http://[::ffff:7f00:1]:8000'],
  ['http://0.0.0.0:11434', 'http://0.0.0.0:11434'],
  ['http://localhost', 'http://localhost'],
] as const)('%s is %s', ([text, url]) => {
  expect(check(text)).toEqual({ url, warning: null })
})

test.for([
  ...[
    'http://10.1.2.3:8000',
    'http://192.168.0.10',
    'http://172.16.0.1',
    'http://172.31.255.254',
    'http://100.64.0.1',
  ],
  ...[
    'http://[fd12:3456::1]:8000',
    'http://gpu-box:8000',
    'http://nas.local',
    'http://llm.lan',
    'http://x.home.arpa',
  ],
  'http://[::ffff:10.0.0.1]:8000',
])('%s is in a private network: it is taken, with a warning', text => {
  expect(check(text).warning).toMatch(/^Plain http: anyone on this network can read the key/)
})

test.for([
  ['http://api.example.com', 'must start with https://, as it leaves your network'],
  ['http://8.8.8.8', 'must start with https://, as it leaves your network'],
  ['http://172.15.0.1', 'must start with https://, as it leaves your network'],
  ['http://172.32.0.1', 'must start with https://, as it leaves your network'],
  ['http://100.128.0.1', 'must start with https://, as it leaves your network'],
  ['http://10.example.com', 'must start with https://, as it leaves your network'],
  ['http://127.0.0.1.example.com', 'must start with https://, as it leaves your network'],
  ['http://localhost.example.com', 'must start with https://, as it leaves your network'],
  ['http://notlocalhost.com', 'must start with https://, as it leaves your network'],
  ['http://[2001:db8::1]', 'must start with https://, as it leaves your network'],
  ['http://[fc::1]', 'must start with https://, as it leaves your network'],
  ['http://[::ffff:8.8.8.8]', 'must start with https://, as it leaves your network'],
  ['ftp://example.com', 'must start with https://'],
  ['file:///etc/passwd', 'must start with https://'],
  ['javascript:alert(1)', 'is not a web address'],
  ['//example.com', 'is not a web address'],
  ['example.com', 'is not a web address'],
  ['https:/example.com', 'is not a web address'],
  ['https://', 'is not a web address'],
  ['https://a b.com', 'is not a web address'],
  ['https://exa\tmple.com', 'is not a web address'],
  ['https://example.com\n', 'is not a web address'],
  [' https://example.com', 'is not a web address'],
  ['https://еxample.com', 'is not a web address'], // its first letter is Cyrillic
  ['https://example。com', 'is not a web address'],
  ['https://%65xample.com', 'is not a web address'],
  ['https://example.com:99999', 'is not a web address'],
  [`https://example.com/${'a'.repeat(2048)}`, 'is not a web address'],
  ['https://user@example.com', 'must not contain a user name or password'],
  ['https://:secret@example.com', 'must not contain a user name or password'],
  ['https://example.com/?key=1', 'must not contain a query or fragment'],
  ['https://example.com/#key', 'must not contain a query or fragment'],
  ['https://example.com.', 'must not end its host in a dot'],
  ['http://localhost.', 'must not end its host in a dot'],
  ...[
    ...[
      'http://169.254.169.254',
      'https://169.254.169.254',
      'http://169.254.1.1',
      'http://0xa9fea9fe/latest',
    ],
    ...[
      'http://2852039166',
      'http://[::ffff:169.254.169.254]',
      'https://[fd00:ec2::254]',
      'http://[fe80::1]',
    ],
    ...['http://metadata', 'http://metadata.google.internal', 'https://METADATA.google.internal/v1'],
    ...['http://100.100.100.200', 'https://192.0.0.192'],
  ].map(text => [text, 'must not be a cloud metadata service'] as const),
  ...[
    ...[
      'http://127.0.0.1:4283',
      'http://127.0.0.1:4284/v1',
      'http://localhost:4283/v1',
      'https://localhost:4283',
    ],
    ...['http://[::1]:4283', 'http://127.1:4283', 'http://2130706433:4283', 'http://0x7f.0.0.1:4283'],
    ...['http://127.0.0.2:4283', 'http://0.0.0.0:4283', 'http://[::]:4283', 'http://[::ffff:7f00:1]:4283'],
    'http://x.localhost:4283',
  ].map(text => [text, 'is this gateway itself'] as const),
] as const)('%j %s', ([text, reason]) => {
  expect(() => check(text)).toThrow(
    expect.objectContaining({ code: 'input_invalid', message: `The base URL ${reason}.` }),
  )
})

test('a port that was not typed is the scheme’s own', () => {
  expect(() => checkBaseUrl('http://localhost/v1', [80])).toThrow(/is this gateway itself/)
  expect(checkBaseUrl('http://localhost/v1', [0])).toMatchObject({ url: 'http://localhost/v1' })
})

test('a refusal never repeats what was typed, which may be a key', () => {
  for (const text of ['sk-secret', 'https://sk-secret@example.com', 'http://example.com/sk-secret']) {
    expect(() => check(text)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    )
  }
})

test('of a query, only what the kind allows is kept', () => {
  const withQuery = (query: string) => checkBaseUrl(`https://example.com/a/${query}`, [], ['api-version']).url
  expect(withQuery('?api-version=2024-10-21')).toBe('https://example.com/a?api-version=2024-10-21')
  expect(withQuery('')).toBe('https://example.com/a')
  for (const query of ['?key=1', '?api-version=1&key=1', '#api-version', '?api-version=1#a'])
    expect(() => withQuery(query)).toThrow(/query or fragment/)
  expect(() => checkBaseUrl('https://example.com/a?api-version=1', [])).toThrow(/query or fragment/)
})
