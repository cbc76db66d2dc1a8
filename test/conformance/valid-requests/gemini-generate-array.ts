// The formats differ in how their streams are framed alone.
export { requests } from './gemini-generate.ts'
