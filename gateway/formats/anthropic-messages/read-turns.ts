// Reads messages: https://docs.anthropic.com/en/api/messages#body-messages
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import { readSeal } from '../../chat/carried-seal.ts'
import type { Part, ToolCallPart, ToolResultPart, Turn } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { noteBlockMembers } from './block-members.ts'
import { origin } from './origin.ts'
import { readDocument, readImage, readSearchResult } from './read-media.ts'
import { isGiven, readCacheMark, readList, readRecord, readText } from './read-members.ts'
import { repeatsRequest } from './usual-members.ts'

const billingLine = /^\s*x-[a-z]+-billing-header:[^\n]*\n?/

const roles = ['user', 'assistant', 'system'] as const

export class TurnReader {
  readonly #body: JsonRecord
  readonly #receipt: Receipt
  /** The names of the tools that were called, by the id of the call. */
  readonly #names = new Map<string, string>()
  readonly #paths = new Map<Part, string>()

  constructor(body: JsonRecord, receipt: Receipt) {
    this.#body = body
    this.#receipt = receipt
  }

  readSystem(): readonly Turn[] {
    const { system } = this.#body
    if (!isGiven(system)) return []
    const parts = this.#withoutBilling(this.#readContent(system, 'system'))
    return parts.length === 0 ? [] : [this.#turn('system', parts, 'system')]
  }

  /**
   * Claude Code begins its instructions with a line for its own provider's books. It changes with every request, so that no
   * other provider would ever find the rest of the prompt in its cache: https://github.com/anthropics/claude-code/issues/68900
   */
  #withoutBilling(parts: readonly Part[]): readonly Part[] {
    const [first, ...others] = parts
    if (first?.type !== 'text' || !billingLine.test(first.text)) return parts
    this.#receipt.change('system', 'The line for the books of the own provider is left out.')
    const text = first.text.replace(billingLine, '')
    return text.trim() === '' ? others : [{ ...first, text }, ...others]
  }

  readMessages(): readonly Turn[] {
    return readList(this.#body.messages, 'messages').flatMap((message, index) =>
      this.#readMessage(readRecord(message, `messages[${index}]`), `messages[${index}]`),
    )
  }

  #readMessage(message: JsonRecord, path: string): readonly Turn[] {
    const role = roles.find(each => each === message.role)
    if (role === undefined) throw invalid(`"${path}.role" must be user, assistant or system.`)
    for (const [name, value] of Object.entries(message)) {
      if (name === 'role' || name === 'content' || !isGiven(value)) continue
      if (repeatsRequest(name, value, this.#body)) continue
      this.#receipt.drop(`${path}.${name}`, 'Other formats have no such member of a message.')
    }
    const parts = this.#readContent(message.content, `${path}.content`)
    const results = parts.filter(part => part.type === 'tool-result')
    if (results.length === 0) return [this.#turn(role, parts, path)]
    const others = parts.filter(part => part.type !== 'tool-result')
    const turn = this.#turn('tool', results, path)
    return others.length > 0 ? [turn, this.#turn(role, others, path)] : [turn]
  }

  #turn(role: Turn['role'], parts: readonly Part[], path: string): Turn {
    const pathOf = (part: Part) => this.#paths.get(part) ?? `${path}.content`
    this.#receipt.placeTurn(path, parts.map(pathOf))
    return { role, parts }
  }

  #readContent(content: unknown, path: string): readonly Part[] {
    if (typeof content === 'string') return [{ type: 'text', text: content }]
    return readList(content, path).flatMap((block, index) => {
      const parts = this.#readBlock(readRecord(block, `${path}[${index}]`), `${path}[${index}]`)
      for (const part of parts) this.#paths.set(part, `${path}[${index}]`)
      return parts
    })
  }

  #readBlock(block: JsonRecord, path: string): readonly Part[] {
    noteBlockMembers(block, path, this.#receipt)
    switch (block.type) {
      case 'text':
        if (Array.isArray(block.citations) && block.citations.length > 0) {
          this.#receipt.drop(`${path}.citations`, 'Other formats take no citations in a request.')
        }
        return [{ type: 'text', text: readText(block.text, `${path}.text`), ...readCacheMark(block) }]
      case 'image':
        return readImage(block, path, this.#receipt)
      case 'document':
        return readDocument(block, path, this.#receipt)
      case 'search_result':
        return readSearchResult(block, path, this.#receipt)
      case 'thinking': {
        const text = readText(block.thinking, `${path}.thinking`)
        const signature = textOf(block.signature)
        return [{ type: 'reasoning', text, ...(signature && { seal: readSeal(signature, origin) }) }]
      }
      case 'redacted_thinking': {
        const seal = readSeal(readText(block.data, `${path}.data`), origin, true)
        return [{ type: 'reasoning', text: '', seal }]
      }
      case 'tool_use':
        return [this.#readCall(block, path)]
      case 'tool_result':
        return [this.#readResult(block, path)]
      default:
        this.#receipt.leaveOut({ type: textOf(block.type) }, path, dropReason(block.type))
        return []
    }
  }

  #readCall(block: JsonRecord, path: string): ToolCallPart {
    const id = readText(block.id, `${path}.id`)
    const name = readText(block.name, `${path}.name`)
    this.#names.set(id, name)
    const input = JSON.stringify(isGiven(block.input) ? block.input : {})
    return { type: 'tool-call', id, name, arguments: input, ...readCacheMark(block) }
  }

  #readResult(block: JsonRecord, path: string): ToolResultPart {
    const callId = readText(block.tool_use_id, `${path}.tool_use_id`)
    const name = this.#names.get(callId)
    return {
      type: 'tool-result',
      callId,
      ...(name === undefined ? {} : { name }),
      content: isGiven(block.content) ? this.#readResultContent(block.content, `${path}.content`) : [],
      isError: block.is_error === true,
      ...readCacheMark(block),
    }
  }

  #readResultContent(content: unknown, path: string): ToolResultPart['content'] {
    if (typeof content === 'string') return [{ type: 'text', text: content }]
    return readList(content, path).flatMap((block, index): ToolResultPart['content'] => {
      const blockPath = `${path}[${index}]`
      if (isRecord(block) && block.type === 'tool_reference') {
        this.#receipt.change(blockPath, 'A found tool is named in text, because all tools are given at once.')
        return [{ type: 'text', text: `Tool: ${textOf(block.tool_name)}` }]
      }
      const parts = this.#readBlock(readRecord(block, blockPath), blockPath)
      const allowed = parts.filter(part => {
        return part.type === 'text' || part.type === 'image' || part.type === 'document'
      })
      if (allowed.length < parts.length) this.#receipt.drop(blockPath, 'A result has only text and files.')
      return allowed
    })
  }
}

function dropReason(type: unknown): string {
  const kind = textOf(type).slice(0, 64) || 'without a type'
  return /^(server_tool|mcp_|web_|code_|bash_|text_editor_|tool_search|container)/.test(kind)
    ? `A block ${kind} is of a tool that the provider runs, which others do not have.`
    : `Other formats have no block ${kind}.`
}
