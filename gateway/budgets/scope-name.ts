import { GatewayError } from '../errors.ts'

// Names consist of words of letters, digits and a few marks, in any script, with one or several levels.
const segment = String.raw`[\p{L}\p{N}][\p{L}\p{N}\p{M} ._@-]*`
const path = new RegExp(`^${segment}(?:/${segment})*$`, 'u')

/** The name of a team, a person or a project, which may be a path such as `lab/vision`. */
export function isScopeName(text: string): boolean {
  return text.length <= 128 && path.test(text)
}

/** Returns the name. Throws GatewayError `input_invalid`. */
export function checkScopeName(text: string): string {
  if (isScopeName(text)) return text
  throw new GatewayError('input_invalid', {
    reason:
      'A team, a person or a project is 1 to 128 letters, digits, spaces and . _ @ -, with / between levels.',
  })
}
