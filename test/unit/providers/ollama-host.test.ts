import { expect, test } from 'vitest'
import { ollamaAddress } from '../../../gateway/providers/ollama-host.ts'

test.each([
  ['', 'http://127.0.0.1:11434'],
  ['127.0.0.1', 'http://127.0.0.1:11434'],
  ['localhost', 'http://localhost:11434'],
  ['192.168.1.20', 'http://192.168.1.20:11434'],
  ['192.168.1.20:8080', 'http://192.168.1.20:8080'],
  [':8080', 'http://127.0.0.1:8080'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
  ['http://0.0.0.0:8080', 'http://127.0.0.1:8080'],
  ['0', 'http://127.0.0.1:11434'],
  ['::', 'http://[::1]:11434'],
  ['[::]:8080', 'http://[::1]:8080'],
  ['::1', 'http://[::1]:11434'],
  ['[::1]', 'http://[::1]:11434'],
  ['[fd00::7]:8080', 'http://[fd00::7]:8080'],
  ['http://', 'http://127.0.0.1'],
  ['http://box.lan', 'http://box.lan'],
  ['https://box.lan', 'https://box.lan'],
  ['http://box.lan:11434/', 'http://box.lan:11434'],
  ['https://box.lan:8443/ollama/', 'https://box.lan:8443/ollama'],
  ['HTTP://Box.LAN:1', 'http://box.lan:1'],
  ['box.lan:70000', 'http://box.lan:11434'],
  ['http://box.lan:none', 'http://box.lan'],
  ['  "box.lan:8080" ', 'http://box.lan:8080'],
])('OLLAMA_HOST %j is dialled at %s', (value, address) => {
  expect(ollamaAddress(value)).toBe(address)
})

test.each([
  ['ftp://box.lan'],
  ['user:secret@box.lan'],
  ['http://user@box.lan'],
  ['two words'],
  ['box.lan?x=1'],
  ['http://[::1'],
])('OLLAMA_HOST %j is no address that can be asked', value => {
  expect(ollamaAddress(value)).toBeUndefined()
})
