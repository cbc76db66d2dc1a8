// Scalar products of one vector with many, sixteen numbers at a time. JavaScript has no such instructions, but WebAssembly
// has: https://webassembly.github.io/spec/core/binary/instructions.html#vector-instructions. The few instructions that are
// needed are written here as bytes, so that there is neither a compiler nor a binary file in the project.

/** Of the embedding model: its vectors have this many numbers and length 1. */
export const dimensions = 384

/** As far as it is used here. Node has it, but TypeScript declares it only for browsers. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { readonly initial: number })
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: { readonly gateway: { readonly memory: Memory } })
    readonly exports: Readonly<Record<string, unknown>>
  }
}

/** WebAssembly's memory grows in pages of this size. */
export const pageBytes = 65_536

/** Bytes that are read by one instruction. */
const stepBytes = 16

/**
 * For `count` vectors (at least 1) of `dimensions` signed bytes each, from the address `rows` on: writes the scalar product
 * with the vector of `dimensions` signed 16-bit numbers at `asked`, as signed 32-bit numbers from `out` on. All addresses
 * are in the memory that it was made for.
 */
export type ScalarProducts = (asked: number, rows: number, count: number, out: number) => void

export type ScalarMemory = WebAssembly.Memory

export function createScalarMemory(bytes: number): ScalarMemory {
  return new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) })
}

export function createScalarProducts(memory: WebAssembly.Memory): ScalarProducts {
  const instance = new WebAssembly.Instance(scalarProductsModule, { gateway: { memory } })
  return instance.exports.products as ScalarProducts
}

const asked = local(0)
const rows = local(1)
const count = local(2)
const out = local(3)
const sum = local(4)
const bytes = local(5)

const int32 = 0x7f
const vector = 0x7b
const end = 0x0b
const addInt32 = 0x6a
const addVectors = simd(0xae) // i32x4.add
const multiplyAndAddPairs = simd(0xba) // i32x4.dot_i16x8_s
const widenLow = simd(0x87) // i16x8.extend_low_i8x16_s
const widenHigh = simd(0x88) // i16x8.extend_high_i8x16_s

const scalarProductsModule = new WebAssembly.Module(
  Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list([0x60, ...list([int32], [int32], [int32], [int32]), ...list()])),
    ...section(2, list([...name('gateway'), ...name('memory'), 0x02, 0x00, 0x01])),
    ...section(3, list([0x00])),
    ...section(7, list([...name('products'), 0x00, 0x00])),
    ...section(10, list(sized([...list([0x02, vector]), ...eachRow(), end]))),
  ]),
)

/** A loop whose body is one row. The steps through a row are written out, because that is faster than a loop. */
function eachRow(): readonly number[] {
  return [
    ...[0x03, 0x40], // loop
    ...simd(0x0c),
    ...new Array<number>(stepBytes).fill(0),
    ...sum.set,
    ...Array.from({ length: dimensions / stepBytes }, (_, step) => eachStep(step * stepBytes)).flat(),
    ...out.get,
    ...[0, 1, 2, 3].flatMap(lane => [...sum.get, ...simd(0x1b), lane, ...(lane > 0 ? [addInt32] : [])]),
    ...[0x36, 0x02, 0x00], // i32.store
    ...rows.advance(dimensions),
    ...out.advance(Int32Array.BYTES_PER_ELEMENT),
    ...count.advance(-1),
    ...count.get,
    ...[0x0d, 0x00], // go on with the loop unless that is 0
    end,
  ]
}

function eachStep(at: number): readonly number[] {
  return [
    ...[...rows.get, ...loadVector(at), ...bytes.set],
    ...[...sum.get, ...bytes.get, ...widenLow, ...asked.get, ...loadVector(2 * at)],
    ...[...multiplyAndAddPairs, ...addVectors],
    ...[...bytes.get, ...widenHigh, ...asked.get, ...loadVector(2 * at + stepBytes)],
    ...[...multiplyAndAddPairs, ...addVectors, ...sum.set],
  ]
}

function local(index: number) {
  const get = [0x20, index]
  const set = [0x21, index]
  return { get, set, advance: (by: number) => [...get, 0x41, ...signed(by), addInt32, ...set] }
}

function simd(code: number): readonly number[] {
  return [0xfd, ...unsigned(code)]
}

function loadVector(offset: number): readonly number[] {
  return [...simd(0x00), 0x00, ...unsigned(offset)]
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...sized(content)]
}

function sized(content: readonly number[]): readonly number[] {
  return [...unsigned(content.length), ...content]
}

function list(...items: readonly (readonly number[])[]): readonly number[] {
  return [...unsigned(items.length), ...items.flat()]
}

function name(text: string): readonly number[] {
  return sized([...Buffer.from(text)])
}

/** LEB128: https://webassembly.github.io/spec/core/binary/values.html#integers */
function unsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]
}

function signed(value: number): readonly number[] {
  const low = value & 0x7f
  const rest = value >> 7
  const isLast = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40)
  return isLast ? [low] : [low | 0x80, ...signed(rest)]
}
