// What a person may paste as the key of an AWS service.
import { isRecord, parseJson } from '../bytes/json-value.ts'
import type { AwsCredentials } from './aws-signature.ts'

/** The credentials of an access key. `region` is given where the key was pasted with one. */
export interface AwsAccessKey extends AwsCredentials {
  readonly region?: string
}

const accessKeyId = /^A[A-Z0-9]{15,127}$/
const inOneLine = /^(A[A-Z0-9]{15,127}):([^\s:]+)(?::(\S+))?$/

/**
 * An access key: `ACCESS_KEY_ID:SECRET_ACCESS_KEY[:SESSION_TOKEN]`, or JSON as the command line of AWS prints it, such as
 * `aws configure export-credentials` or `aws sts assume-role`. Undefined: it is an API key, which is sent as it is.
 */
export function readAwsAccessKey(text: string): AwsAccessKey | undefined {
  const [, id, secret, token] = inOneLine.exec(text) ?? []
  if (id !== undefined && secret !== undefined)
    return {
      accessKeyId: id,
      secretAccessKey: secret,
      ...(token === undefined ? {} : { sessionToken: token }),
    }
  const pasted = text.startsWith('{') ? parseJson(text) : undefined
  if (!isRecord(pasted)) return undefined
  const members = new Map(
    Object.entries(isRecord(pasted.Credentials) ? pasted.Credentials : pasted).map(
      ([name, value]) => [name.toLowerCase().replaceAll('_', '').replace(/^aws/, ''), value] as const,
    ),
  )
  const wordOf = (name: string) => {
    const value = members.get(name)
    return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) ? value : undefined
  }
  const [keyId, key, session, region] = ['accesskeyid', 'secretaccesskey', 'sessiontoken', 'region'].map(
    wordOf,
  )
  if (keyId === undefined || key === undefined || !accessKeyId.test(keyId)) return undefined
  return {
    accessKeyId: keyId,
    secretAccessKey: key,
    ...(session === undefined ? {} : { sessionToken: session }),
    ...(region === undefined ? {} : { region }),
  }
}
