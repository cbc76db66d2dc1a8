// The bodies of each format as the types of its official SDK say them.
import type Anthropic from '@anthropic-ai/sdk'
import type { Content, GenerationConfig, SafetySetting, Tool, ToolConfig } from '@google/genai'
import type { ChatRequest, Message, Tool as OllamaTool } from 'ollama'
import type OpenAI from 'openai'

/** A type of an SDK as it is on the wire, where a member of an enum is its word. */
export type Wire<Type> = Type extends string
  ? `${Type}`
  : Type extends object
    ? { [Name in keyof Type]: Wire<Type[Name]> }
    : Type

/** https://ai.google.dev/api/generate-content: the SDK has types for the members of the body, and none for the body. */
export interface GeneratedContentBody {
  contents: Wire<Content>[]
  systemInstruction?: Wire<Content>
  tools?: Wire<Tool>[]
  toolConfig?: Wire<ToolConfig>
  generationConfig?: Wire<GenerationConfig>
  safetySettings?: Wire<SafetySetting>[]
  /** The SDK has it among its settings, and sends it here. */
  serviceTier?: string
}

/** Models up to Claude Opus 4.6 take these, and the SDK has dropped them from its types: https://docs.anthropic.com/en/api/messages */
interface Sampling {
  temperature?: number
  top_k?: number
  top_p?: number
}

export type MessagesBody = Anthropic.MessageCreateParams & Sampling

/**
 * The SDK has no ids of calls, which the server takes (https://github.com/ollama/ollama/blob/main/api/types.go), and of a tool's
 * schema only some words, where any schema is right.
 */
export type OllamaBody = Omit<ChatRequest, 'messages' | 'tools'> & {
  messages?: (Omit<Message, 'tool_calls'> & {
    tool_call_id?: string
    tool_calls?: {
      id?: string
      function: { index?: number; name: string; arguments: Record<string, unknown> }
    }[]
  })[]
  tools?: (Omit<OllamaTool, 'function'> & {
    function: Omit<OllamaTool['function'], 'parameters'> & { parameters?: Record<string, unknown> }
  })[]
}

type Responses = OpenAI.Responses.ResponseCreateParams
type Item = OpenAI.Responses.ResponseInputItem

/**
 * The SDK wants an id of what the model said and thought. A provider that is asked to keep nothing knows no ids, and takes these
 * items without: so does Codex send them (https://github.com/openai/codex, protocol/src/models.rs).
 */
type WithoutId<Kind> = Kind extends { id: string } ? Omit<Kind, 'id' | 'status'> : never
export type ResponsesBody = Omit<Responses, 'input'> & {
  input?:
    | string
    | (Item | WithoutId<OpenAI.Responses.ResponseOutputMessage | OpenAI.Responses.ResponseReasoningItem>)[]
}

/** What a provider of the format is asked with. */
export interface SdkRequests {
  'openai-chat': OpenAI.ChatCompletionCreateParams
  'openai-responses': ResponsesBody
  'anthropic-messages': MessagesBody
  'gemini-generate': GeneratedContentBody
  'gemini-generate-array': GeneratedContentBody
  'ollama-chat': OllamaBody
}
