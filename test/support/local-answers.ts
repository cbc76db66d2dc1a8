// What servers on one's own machine answer, by kind and path, in the shapes that their own pages document.

type Answers = Readonly<Record<string, unknown>>

const ollamaTags = [
  {
    name: 'llama3.1:latest',
    model: 'llama3.1:latest',
    modified_at: '2026-11-01T10:00:00Z',
    size: 4_920_753_328,
    digest: 'sha256:one',
    details: { family: 'llama', parameter_size: '8.0B', quantization_level: 'Q4_K_M' },
  },
  {
    name: 'nomic-embed-text:latest',
    size: 274_302_450,
    digest: 'sha256:two',
    details: { family: 'nomic-bert', parameter_size: '137M', quantization_level: 'F16' },
  },
  { name: 'gpt-oss:120b-cloud', size: 384, digest: 'sha256:three', details: {} },
  { name: 'glm-4.6:cloud', size: 384, digest: 'sha256:four', details: {} },
  { name: 'mine:latest', size: 384, digest: 'sha256:five', remote_host: 'https://ollama.com', details: {} },
]

/** Those of the kinds, in their order, and then of programs that listen at the same ports. */
export const localAnswers: Readonly<Record<string, Answers>> = {
  /** https://docs.ollama.com/api/introduction */
  ollama: {
    '/api/version': { version: '0.12.6' },
    '/api/tags': { models: ollamaTags },
    '/api/ps': { models: [{ name: 'llama3.1', size_vram: 5_000_000_000, context_length: 8192 }] },
    '/api/show llama3.1:latest': {
      parameters: 'stop    "<|eot_id|>"\nnum_ctx    16384',
      details: {},
      model_info: { 'general.architecture': 'llama', 'llama.context_length': 131_072 },
      capabilities: ['completion', 'tools', 'insert'],
    },
    '/api/show nomic-embed-text:latest': {
      model_info: { 'general.architecture': 'nomic-bert', 'nomic-bert.context_length': 2048 },
      capabilities: ['embedding'],
    },
  },
  /** https://lmstudio.ai/docs/developer/rest/endpoints */
  'lm-studio': {
    '/api/v0/models': {
      object: 'list',
      data: [
        {
          id: 'qwen2-vl-7b-instruct',
          object: 'model',
          type: 'vlm',
          quantization: '4bit',
          state: 'loaded',
          max_context_length: 32_768,
          loaded_context_length: 4096,
          capabilities: ['tool_use'],
        },
        { id: 'old-model', type: 'llm', state: 'not-loaded', max_context_length: 8192 },
        { id: 'text-embedding-nomic', type: 'embeddings', state: 'not-loaded', max_context_length: 2048 },
      ],
    },
    // What it answers, with status 200, to any path that it does not know.
    '/api/version': { error: 'Unexpected endpoint or method. (GET /api/version)' },
    '/props': { error: 'Unexpected endpoint or method. (GET /props)' },
    '/version': { error: 'Unexpected endpoint or method. (GET /version)' },
  },
  /** https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md */
  'llama-cpp': {
    '/props': {
      default_generation_settings: { id: 0, n_ctx: 8192 },
      total_slots: 4,
      build_info: 'b6500-abc',
      modalities: { vision: true, audio: false },
      chat_template_caps: { supports_tools: true, supports_tool_calls: true },
    },
    '/v1/models': {
      object: 'list',
      data: [
        {
          id: 'gpt-oss-20b',
          owned_by: 'llamacpp',
          meta: { n_ctx_train: 131_072, n_params: 20_914_757_184, size: 12_109_565_632 },
        },
      ],
    },
    '/api/tags': { models: [{ name: 'gpt-oss-20b' }] },
  },
  /** https://docs.vllm.ai/en/stable/serving/openai_compatible_server */
  vllm: {
    '/version': { version: '0.11.0' },
    '/v1/models': { data: [{ id: 'Qwen/Qwen3-8B', owned_by: 'vllm', max_model_len: 40_960 }] },
  },
  'another program with a version': {
    '/version': { version: '1.2.3' },
    '/api/version': { version: 'v1' },
    '/v1/models': { data: [{ id: 'gpt-4o', owned_by: 'openai' }] },
    '/props': { total_slots: 1 },
    '/api/v0/models': [],
  },
}
