/**
 * Zones renamed in the IANA database whose old name browsers still list: people look for the new one.
 * https://data.iana.org/time-zones/tzdb/backward
 */
const renamed = [
  'Africa/Asmara',
  'America/Argentina/Buenos_Aires',
  'America/Nuuk',
  'Asia/Ho_Chi_Minh',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Asia/Yangon',
  'Atlantic/Faroe',
  'Europe/Kyiv',
  'Pacific/Kanton',
  'UTC',
]

/** IANA zone names to choose from, sorted, `current` among them. */
export function zoneNames(current: string): readonly string[] {
  return [...new Set([current, ...renamed, ...Intl.supportedValuesOf('timeZone')])].sort()
}
