// The model itself. Only the model's process imports this file.
import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { availableParallelism } from 'node:os'
import { basename, dirname, join, sep } from 'node:path'

/** Turns texts into their vectors, one after the other. */
export type EmbedTexts = (texts: readonly string[]) => Promise<Float32Array>

/** What stands behind this many word pieces is cut off. The model was trained with no longer texts. */
const maxWordPieces = 256

/** A file of the model or of its runtime is not there. */
export class MissingModel extends Error {}

/**
 * Loads the model from its folder. Nothing is downloaded and nothing is written. Throws MissingModel, or what the runtime
 * throws.
 */
export async function loadEmbeddingModel(modelDir: string): Promise<EmbedTexts> {
  for (const name of [
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'onnx/model_quantized.onnx',
  ]) {
    const path = join(modelDir, name)
    if (!existsSync(path)) throw new MissingModel(`${path} is missing`)
  }
  const { AutoModel, AutoTokenizer, env, mean_pooling } = await importTransformers()
  env.allowRemoteModels = false
  env.allowLocalModels = true
  env.localModelPath = dirname(modelDir) + sep
  env.useFSCache = false
  env.useBrowserCache = false
  env.useWasmCache = false
  const name = basename(modelDir)
  const tokenizer = await AutoTokenizer.from_pretrained(name, { local_files_only: true })
  const model = await AutoModel.from_pretrained(name, {
    dtype: 'q8',
    device: 'cpu',
    local_files_only: true,
    session_options: sessionOptions,
  })
  return async texts => {
    const inputs = tokenizer([...texts], { padding: true, truncation: true, max_length: maxWordPieces })
    const { last_hidden_state: pieces } = await model(inputs)
    const { data } = mean_pooling(pieces, inputs.attention_mask).normalize(2, -1)
    if (data instanceof Float32Array) return data
    throw new TypeError('the model gave no floats')
  }
}

/**
 * Threads that wait for work by spinning make the model three times as slow on a busy machine, and take the time from
 * others. Without the arena and the memory pattern, memory of a long batch is given back when it is done: 280 MB stay
 * resident, and not 430.
 */
const sessionOptions = {
  intraOpNumThreads: Math.min(2, availableParallelism()),
  interOpNumThreads: 1,
  enableCpuMemArena: false,
  enableMemPattern: false,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
}

/**
 * The package imports `sharp` for pictures as soon as it is loaded. Here are no pictures, and the packaged app leaves `sharp`
 * out. So an empty function is imported in its place.
 */
async function importTransformers() {
  const emptyUrl = 'data:text/javascript,export default function sharp() {}'
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'sharp' ? { url: emptyUrl, shortCircuit: true } : next(specifier, context),
  })
  try {
    return await import('@xenova/transformers')
  } catch (error) {
    if (!isNotFound(error)) throw error
    throw new MissingModel(`the model's runtime is not installed for ${process.platform}-${process.arch}`, {
      cause: error,
    })
  } finally {
    hooks.deregister()
  }
}

function isNotFound(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
}
