import { hash } from 'node:crypto'

/** https://ai.google.dev/api/caching#FunctionDeclaration */
const allowed = /^[A-Za-z_][\w.:-]{0,63}$/
const kept = 54
const hashDigits = 8

/** Names of tools as the format allows them. */
export class ToolNames {
  /** The caller's name by the one that was sent. */
  readonly changed = new Map<string, string>()

  /** The same for the same name, wherever it stands. */
  nameFor(name: string): string {
    if (allowed.test(name)) return name
    const digits = hash('sha256', name, 'hex').slice(0, hashDigits)
    const similar = name.replace(/[^\w.:-]/g, '_').slice(0, kept)
    const sent = `${/^[A-Za-z_]/.test(similar) ? '' : '_'}${similar}_${digits}`
    this.changed.set(sent, name)
    return sent
  }
}
