import { hash } from 'node:crypto'

// https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools
const nameAtMost = 64
const hashLength = 10
// OpenAI refuses longer ones in messages.
const idAtMost = 40
const keyAtMost = 64

/**
 * The names of tools as they are sent: those that the format does not allow are shortened, with a hash so that two of them stay
 * apart. The same name is sent in definitions, choices and former calls.
 */
export class SentNames {
  /** The caller's name by the one that was sent, where they differ. */
  readonly changed = new Map<string, string>()

  of(name: string): string {
    if (/^[\w-]{1,64}$/.test(name)) return name
    const start = name.replace(/[^\w-]/g, '_').slice(0, nameAtMost - hashLength - 1)
    const sent = `${start}_${hash('sha256', name, 'hex').slice(0, hashLength)}`
    this.changed.set(sent, name)
    return sent
  }
}

/** The id of a call as it is sent. Cutting it short could make two ids the same. */
export function sentId(id: string): string {
  return id.length > 0 && id.length <= idAtMost ? id : `call_${hash('sha256', id, 'hex').slice(0, 24)}`
}

/** An identifier of a person, or a key, as it is sent. OpenAI refuses longer ones, and each keeps a value of its own. */
export function sentKey(key: string): string {
  return key.length <= keyAtMost ? key : hash('sha256', key, 'hex')
}
